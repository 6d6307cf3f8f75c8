package io.github.resshift.train.loss;

import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Distances that need no weights. Stateless. */
public final class PixelLosses {
  /** Below this difference the Charbonnier loss is round; half a level of 255 is 0.004. */
  private static final double EPSILON = 1e-3;

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
