package io.github.resshift.engine.tile;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A canvas on which overlapping tiles are averaged in float32: with equal weights, as the published
 * tool does, or with weights that fall smoothly to the tile's rim, so that no border shows. Used by
 * one thread; closing frees the canvas.
 */
final class TileBlend implements AutoCloseable {
  /** The rim keeps a little weight, because the picture's own rim has no other tile. */
  private static final double RIM = 1e-3;

  private final boolean smooth;
  private final Tensor sum;
  private final Tensor weights;

  private TileBlend(boolean smooth, long batch, int channels, int height, int width) {
    this.smooth = smooth;
    try (var scope = Scope.open()) {
      this.sum = Scope.own(zeros(batch, channels, height, width));
      this.weights = Scope.own(zeros(1, 1, height, width));
    }
  }

  /** Equal weights. */
  public static TileBlend uniform(long batch, int channels, int height, int width) {
    return new TileBlend(false, batch, channels, height, width);
  }

  /** Smooth weights: a squared sine along each side. */
  public static TileBlend smooth(long batch, int channels, int height, int width) {
    return new TileBlend(true, batch, channels, height, width);
  }

  /** Adds a tile [batch, channels, tile height, tile width], float32 on the CPU. */
  public void add(Tensor values, TilePlan.Tile at) {
    try (var scope = Scope.open()) {
      Tensor weight =
          Tensors.of(ramp(at.height()), 1, 1, at.height(), 1)
              .mul(Tensors.of(ramp(at.width()), 1, 1, 1, at.width()));
      window(sum, at).add_(values.mul(weight));
      window(weights, at).add_(weight);
    }
  }

  /** The average; every position must be covered by a tile. */
  public Tensor result() {
    return sum.div(weights);
  }

  /** The average of some lines, which no later tile may touch. */
  public Tensor result(int top, int lines) {
    return sum.narrow(2, top, lines).div(weights.narrow(2, top, lines));
  }

  /**
   * What a row of tiles leaves to the next one: the sums of the lines that both cover. So one
   * canvas of the height of a tile serves a picture of any height, and several passes in turn. Used
   * by one thread; closing frees it.
   */
  public static final class Rest implements AutoCloseable {
    private final Tensor sum;
    private final Tensor weights;
    private int lines;

    /** An empty rest with room for so many lines. */
    public Rest(long batch, int channels, int capacity, int width) {
      try (var scope = Scope.open()) {
        this.sum = Scope.own(zeros(batch, channels, capacity, width));
        this.weights = Scope.own(zeros(1, 1, capacity, width));
      }
    }

    @Override
    public void close() {
      Scope.free(sum);
      Scope.free(weights);
    }
  }

  /** Clears the canvas but for what the row of tiles before left. */
  public void begin(Rest rest) {
    try (var scope = Scope.open()) {
      fill(sum, rest.sum, rest.lines);
      fill(weights, rest.weights, rest.lines);
    }
  }

  /** Leaves the lines from {@code top} on to the next row of tiles. */
  public void leave(int top, int lines, Rest rest) {
    try (var scope = Scope.open()) {
      rest.sum.narrow(2, 0, lines).copy_(sum.narrow(2, top, lines));
      rest.weights.narrow(2, 0, lines).copy_(weights.narrow(2, top, lines));
      rest.lines = lines;
    }
  }

  private static void fill(Tensor canvas, Tensor rest, int lines) {
    canvas.narrow(2, 0, lines).copy_(rest.narrow(2, 0, lines));
    canvas.narrow(2, lines, canvas.size(2) - lines).zero_();
  }

  /** How many tiles cover each position, or the sum of their smooth weights: [1, 1, h, w]. */
  Tensor weights() {
    return weights;
  }

  @Override
  public void close() {
    Scope.free(sum);
    Scope.free(weights);
  }

  private float[] ramp(int length) {
    float[] ramp = new float[length];
    for (int i = 0; i < length; i++) {
      double sine = Math.sin(Math.PI * (i + 0.5) / length);
      ramp[i] = smooth ? (float) (RIM + sine * sine) : 1;
    }
    return ramp;
  }

  private static Tensor window(Tensor canvas, TilePlan.Tile at) {
    return canvas.narrow(2, at.top(), at.height()).narrow(3, at.left(), at.width());
  }

  private static Tensor zeros(long... shape) {
    return torch.zeros(shape, new TensorOptions(ScalarType.Float));
  }
}
