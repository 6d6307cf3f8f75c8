package io.github.resshift.train.loss;

import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Distances that need no weights. Stateless. */
public final class PixelLosses {
  /** Below this difference the Charbonnier loss is round; half a level of 255 is 0.004. */
  private static final double EPSILON = 1e-3;

  /** Side of the windows of local contrast, and how far they are apart. */
  private static final long WINDOW = 8;

  private static final long STRIDE = 4;

  /** Contrast below two levels of 255 counts as none. */
  private static final double FLOOR = Math.pow(2 * 2 / 255.0, 2);

  private PixelLosses() {}

  /**
   * Mean of {@code sqrt((a - b)^2 + epsilon^2)}: the absolute difference without its corner
   * (Charbonnier et al. 1994). It blurs less than squares do, as it forgives the rare large error.
   */
  public static Tensor charbonnier(Tensor prediction, Tensor truth) {
    return Scope.keep(
        () ->
            mean(
                prediction
                    .sub(truth)
                    .pow(new Scalar(2))
                    .add(new Scalar(EPSILON * EPSILON))
                    .sqrt()));
  }

  /**
   * Mean absolute difference of the differences between neighbours, across and down: edges must be
   * as steep as in the truth, and flat parts as flat.
   */
  public static Tensor gradient(Tensor prediction, Tensor truth) {
    return Scope.keep(
        () -> {
          Tensor error = prediction.sub(truth);
          return mean(step(error, 2).abs()).add(mean(step(error, 3).abs()));
        });
  }

  /**
   * Mean absolute difference of the magnitudes of the two-dimensional Fourier transforms
   * (orthonormal): each frequency must be as strong as in the truth, wherever it is. It asks for
   * texture that differences of pixels would average away.
   */
  public static Tensor frequency(Tensor prediction, Tensor truth) {
    return Scope.keep(() -> mean(magnitudes(prediction).sub(magnitudes(truth)).abs()));
  }

  /**
   * Mean absolute difference of the logarithms of local contrast: in windows of 8x8 pixels, how
   * strong the differences between neighbours are. It asks for as much texture as the truth has at
   * a place, whatever texture it is. Sides must be at least 9.
   */
  public static Tensor texture(Tensor prediction, Tensor truth) {
    return Scope.keep(() -> mean(contrast(prediction).sub(contrast(truth)).abs()));
  }

  private static Tensor contrast(Tensor picture) {
    Tensor across = step(picture, 3);
    Tensor down = step(picture, 2);
    Tensor energy =
        across
            .narrow(2, 0, across.size(2) - 1)
            .square()
            .add(down.narrow(3, 0, down.size(3) - 1).square());
    return torch
        .avg_pool2d(
            energy,
            new long[] {WINDOW, WINDOW},
            new long[] {STRIDE, STRIDE},
            new long[] {0, 0},
            false,
            true,
            new LongOptional())
        .add(new Scalar(FLOOR))
        .log();
  }

  private static Tensor magnitudes(Tensor picture) {
    double scale = 1 / Math.sqrt((double) picture.size(2) * picture.size(3));
    return torch.fft_rfft2(picture).abs().mul(new Scalar(scale));
  }

  private static Tensor step(Tensor plane, int dimension) {
    long n = plane.size(dimension) - 1;
    return plane.narrow(dimension, 1, n).sub(plane.narrow(dimension, 0, n));
  }

  /** The mean of each sample. */
  static Tensor mean(Tensor values) {
    return values.mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional());
  }
}
