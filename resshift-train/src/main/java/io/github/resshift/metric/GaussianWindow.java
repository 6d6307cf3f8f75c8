package io.github.resshift.metric;

/** The local statistics of SSIM: an 11x11 Gaussian window of sigma 1.5, valid positions only. */
final class GaussianWindow {
  static final int SIZE = 11;
  private static final double SIGMA = 1.5;

  /** (0.01 * 255)^2 and (0.03 * 255)^2, as in the paper. */
  private static final double C1 = 6.5025;

  private static final double C2 = 58.5225;
  private static final double[] TAPS = taps();

  /** The two factors of SSIM a position: luminance, and contrast times structure. */
  record Similarity(Plane luminance, Plane contrastStructure) {
    Plane whole() {
      return luminance.with(contrastStructure, (l, cs) -> l * cs);
    }
  }

  private GaussianWindow() {}

  /** Of planes in levels; the results are 10 shorter on both sides. */
  static Similarity compare(Plane a, Plane b) {
    if (a.width() < SIZE || a.height() < SIZE) {
      throw new IllegalArgumentException(
          String.format(
              "SSIM needs at least %dx%d pixels (without the border), not %dx%d",
              SIZE, SIZE, a.width(), a.height()));
    }
    double[] meanA = blur(a).values();
    double[] meanB = blur(b).values();
    double[] squareA = blur(a.with(a, (x, y) -> x * y)).values();
    double[] squareB = blur(b.with(b, (x, y) -> x * y)).values();
    Plane product = blur(a.with(b, (x, y) -> x * y));
    Plane luminance = Plane.empty(product.width(), product.height());
    Plane rest = Plane.empty(product.width(), product.height());
    for (int i = 0; i < meanA.length; i++) {
      double power = meanA[i] * meanA[i] + meanB[i] * meanB[i];
      double means = meanA[i] * meanB[i];
      luminance.values()[i] = (2 * means + C1) / (power + C1);
      double covariance = product.values()[i] - means;
      double variances = squareA[i] - meanA[i] * meanA[i] + (squareB[i] - meanB[i] * meanB[i]);
      rest.values()[i] = (2 * covariance + C2) / (variances + C2);
    }
    return new Similarity(luminance, rest);
  }

  private static Plane blur(Plane plane) {
    return plane.correlate(TAPS, TAPS);
  }

  private static double[] taps() {
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
    return taps;
  }
}
