package io.github.resshift.engine.tile;

import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The low-quality picture, and for inpainting its mask, as windows: a large picture is never whole
 * in floats. Beyond its right and lower border it goes on by reflection, again and again where the
 * picture is smaller than what is asked for (docs/method.md section 9, item 13). Thread-safe if the
 * crops are.
 */
public final class LowQuality {
  /** A rectangle within the picture. */
  @FunctionalInterface
  public interface Crop {
    /** Float32 CPU [1, channels, height, width]. */
    Tensor of(int top, int left, int height, int width);
  }

  private final int height;
  private final int width;
  private final Crop picture;
  private final Crop mask;

  /**
   * A picture of the given size.
   *
   * @param picture three channels in [-1, 1]
   * @param mask one channel, -1 known and +1 hole, or null
   */
  public LowQuality(int height, int width, Crop picture, Crop mask) {
    this.height = height;
    this.width = width;
    this.picture = picture;
    this.mask = mask;
  }

  /** A picture that is whole in memory. */
  public static LowQuality of(Tensor picture, Tensor mask) {
    return new LowQuality(
        (int) picture.size(2),
        (int) picture.size(3),
        crop(picture),
        mask == null ? null : crop(mask));
  }

  private static Crop crop(Tensor tensor) {
    return (top, left, height, width) -> tensor.narrow(2, top, height).narrow(3, left, width);
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  boolean masked() {
    return mask != null;
  }

  /** A window of the picture as it is. */
  public Tensor picture(Tile at) {
    return window(picture, at);
  }

  /** A window of the mask; null without one. */
  Tensor mask(Tile at) {
    return mask == null ? null : window(mask, at);
  }

  /** A window of the picture with its hole set to -1 (docs/method.md section 6, step 5). */
  Tensor input(Tile at) {
    if (mask == null) {
      return picture(at);
    }
    return Scope.keep(
        () -> {
          Tensor seen = picture(at);
          return torch.where(
              mask(at).gt(new Scalar(0)), torch.full_like(seen, new Scalar(-1)), seen);
        });
  }

  private Tensor window(Crop crop, Tile at) {
    if (at.top() + at.height() <= height && at.left() + at.width() <= width) {
      return crop.of(at.top(), at.left(), at.height(), at.width());
    }
    return Scope.keep(
        () -> {
          long[] rows = reflected(at.top(), at.height(), height);
          long[] columns = reflected(at.left(), at.width(), width);
          int top = least(rows);
          int left = least(columns);
          Tensor part = crop.of(top, left, most(rows) - top + 1, most(columns) - left + 1);
          return part.index_select(2, shifted(rows, top)).index_select(3, shifted(columns, left));
        });
  }

  private static long[] reflected(int from, int count, int side) {
    long period = Math.max(1, 2L * (side - 1));
    long[] out = new long[count];
    for (int i = 0; i < count; i++) {
      long phase = Math.floorMod(from + (long) i, period);
      out[i] = Math.min(phase, period - phase); // a side of 1 has period 1: always 0
    }
    return out;
  }

  private static int least(long[] indices) {
    return (int) java.util.Arrays.stream(indices).min().orElseThrow();
  }

  private static int most(long[] indices) {
    return (int) java.util.Arrays.stream(indices).max().orElseThrow();
  }

  private static Tensor shifted(long[] indices, int by) {
    long[] out = java.util.Arrays.stream(indices).map(i -> i - by).toArray();
    return Tensors.of(out, out.length);
  }
}
