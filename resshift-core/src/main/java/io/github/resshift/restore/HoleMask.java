package io.github.resshift.restore;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.Arrays;
import java.util.List;

/**
 * The part of a picture that is to be filled. Immutable and thread-safe.
 *
 * <p>Growing and soft rims go by the Euclidean distance to the hole, so corners become round.
 */
public final class HoleMask {
  private final int width;
  private final int height;
  private final boolean[] hole;

  private HoleMask(int width, int height, boolean[] hole) {
    this.width = width;
    this.height = height;
    this.hole = hole;
  }

  /** A mask without a hole. */
  public static HoleMask none(int width, int height) {
    return new HoleMask(width, height, new boolean[Math.multiplyExact(width, height)]);
  }

  /** The hole where the red (or gray) of {@code mask} is brighter than half. */
  public static HoleMask bright(Picture mask) {
    try (var scope = Scope.open()) {
      return above(mask, Tensors.floats(Pixels.rgb(mask).narrow(1, 0, 1)));
    }
  }

  /**
   * The hole where a picture is not fully opaque: colours of soft rims are mixed with what lay
   * behind them.
   *
   * @throws ResShiftException if the picture has no alpha
   */
  public static HoleMask transparent(Picture picture) {
    if (!picture.hasAlpha()) {
      throw new ResShiftException(
          "The picture has no transparent part; name a mask or a box instead of alpha.");
    }
    try (var scope = Scope.open()) {
      float[] alpha = Tensors.floats(Pixels.alpha(picture));
      HoleMask mask = none(picture.width(), picture.height());
      for (int i = 0; i < alpha.length; i++) {
        mask.hole[i] = alpha[i] < 1;
      }
      return mask;
    }
  }

  private static HoleMask above(Picture mask, float[] values) {
    HoleMask out = none(mask.width(), mask.height());
    for (int i = 0; i < values.length; i++) {
      out.hole[i] = values[i] > 0.5f;
    }
    return out;
  }

  /**
   * This hole and boxes.
   *
   * @throws ResShiftException if a box lies outside
   */
  public HoleMask with(List<Box> boxes) {
    boolean[] more = hole.clone();
    for (Box box : boxes) {
      Box inside = box.within(width, height);
      for (int y = inside.top(); y < inside.top() + inside.height(); y++) {
        int start = y * width + inside.left();
        Arrays.fill(more, start, start + inside.width(), true);
      }
    }
    return new HoleMask(width, height, more);
  }

  /** Pixels a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Whether there is nothing to fill. */
  public boolean isEmpty() {
    for (boolean pixel : hole) {
      if (pixel) {
        return false;
      }
    }
    return true;
  }

  /** The hole grown by {@code radius} pixels to all sides. */
  public HoleMask grown(int radius) {
    if (radius == 0) {
      return this;
    }
    float[] distances = distances();
    HoleMask out = none(width, height);
    for (int i = 0; i < distances.length; i++) {
      out.hole[i] = distances[i] <= radius;
    }
    return out;
  }

  /**
   * How much of each pixel comes from the filling: 1 in the hole, falling smoothly to 0 at {@code
   * rim} pixels outside of it, row by row.
   */
  public float[] weights(int rim) {
    float[] distances = distances();
    for (int i = 0; i < distances.length; i++) {
      double outside = Math.min(1, distances[i] / (rim + 1));
      distances[i] = (float) (0.5 + 0.5 * Math.cos(Math.PI * outside));
      if (outside >= 1) {
        distances[i] = 0;
      }
    }
    return distances;
  }

  /** White in the hole, black elsewhere; 8 bits, gray. */
  public Picture toPicture() {
    float[] values = new float[hole.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = hole[i] ? 1 : 0;
    }
    try (var scope = Scope.open()) {
      return Pixels.picture(
          Tensors.of(values, 1, 1, height, width).expand(1, 3, height, width).contiguous(),
          null,
          8,
          true);
    }
  }

  /** Distance of every pixel to the hole, 0 inside of it; infinite where there is no hole. */
  private float[] distances() {
    double[] squares = new double[hole.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = hole[i] ? 0 : Double.POSITIVE_INFINITY;
    }
    for (int x = 0; x < width; x++) {
      DistanceLine.transform(squares, x, width, height);
    }
    for (int y = 0; y < height; y++) {
      DistanceLine.transform(squares, y * width, 1, width);
    }
    float[] out = new float[squares.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) Math.sqrt(squares[i]);
    }
    return out;
  }
}
