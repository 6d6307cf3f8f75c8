package io.github.resshift.metric;

import org.bytedeco.pytorch.Tensor;

/** The local statistics of SSIM: an 11x11 Gaussian window of sigma 1.5, valid positions only. */
final class GaussianWindow {
  static final int SIZE = 11;
  private static final double SIGMA = 1.5;

  /** (0.01 * 255)^2 and (0.03 * 255)^2, as in the paper. */
  private static final double C1 = 6.5025;

  private static final double C2 = 58.5225;

  /** The two factors of SSIM a position: luminance, and contrast times structure. */
  record Similarity(Tensor luminance, Tensor contrastStructure) {}

  private GaussianWindow() {}

  /** Of planes [n, c, h, w] in levels; the results are [n, c, h - 10, w - 10]. */
  static Similarity compare(Tensor a, Tensor b) {
    if (a.size(2) < SIZE || a.size(3) < SIZE) {
      throw new IllegalArgumentException(
          String.format(
              "SSIM needs at least %dx%d pixels (without the border), not %dx%d",
              SIZE, SIZE, a.size(3), a.size(2)));
    }
    Tensor meanA = blur(a);
    Tensor meanB = blur(b);
    Tensor squareA = meanA.square();
    Tensor squareB = meanB.square();
    Tensor product = meanA.mul(meanB);
    Tensor varianceA = blur(a.square()).sub(squareA);
    Tensor varianceB = blur(b.square()).sub(squareB);
    Tensor covariance = blur(a.mul(b)).sub(product);
    return new Similarity(
        ratio(product, squareA.add(squareB), C1), ratio(covariance, varianceA.add(varianceB), C2));
  }

  private static Tensor ratio(Tensor product, Tensor sum, double stabiliser) {
    return Maps.affine(product, 2, stabiliser).div(Maps.affine(sum, 1, stabiliser));
  }

  private static Tensor blur(Tensor planes) {
    double[] taps = new double[SIZE];
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      double x = i - SIZE / 2;
      taps[i] = Math.exp(-x * x / (2 * SIGMA * SIGMA));
      sum += taps[i];
    }
    for (int i = 0; i < SIZE; i++) {
      taps[i] /= sum;
    }
    Tensor row = Maps.doubles(taps, 1, 1, 1, SIZE);
    Tensor column = Maps.doubles(taps, 1, 1, SIZE, 1);
    return Maps.correlate(Maps.correlate(planes, row), column);
  }
}
