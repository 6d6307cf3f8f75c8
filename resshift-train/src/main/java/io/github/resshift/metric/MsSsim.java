package io.github.resshift.metric;

import org.bytedeco.pytorch.Tensor;

/**
 * Multi-scale structural similarity (Wang, Simoncelli and Bovik 2003) over five scales: contrast
 * and structure of every scale and luminance of the coarsest, each to its published power. Negative
 * means count as 0. 1 for equal pictures. Thread-safe.
 */
public final class MsSsim {
  private static final double[] POWERS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

  /** Sides from which the window fits into the coarsest scale. */
  private static final int MIN_SIDE = GaussianWindow.SIZE << POWERS.length - 1;

  private MsSsim() {}

  /**
   * For one pair [1, 3, h, w].
   *
   * @param border pixels that are cut from every side first
   * @throws IllegalArgumentException if fewer than 176x176 pixels are left
   */
  public static double of(Tensor a, Tensor b, Channels channels, int border) {
    return Luma.only(each(a, b, channels, border));
  }

  /** For each pair of two batches [n, 3, h, w]; planes are measured apart and averaged. */
  public static double[] each(Tensor a, Tensor b, Channels channels, int border) {
    return Luma.measure(a, b, channels, border, MsSsim::one);
  }

  private static double one(Plane[] a, Plane[] b) {
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      sum += plane(a[p], b[p]);
    }
    return sum / a.length;
  }

  private static double plane(Plane a, Plane b) {
    if (a.width() < MIN_SIDE || a.height() < MIN_SIDE) {
      throw new IllegalArgumentException(
          String.format(
              "MS-SSIM needs at least %dx%d pixels (without the border), not %dx%d",
              MIN_SIDE, MIN_SIDE, a.width(), a.height()));
    }
    double product = 1;
    Plane x = a;
    Plane y = b;
    for (int scale = 0; scale < POWERS.length; scale++) {
      boolean last = scale == POWERS.length - 1;
      var similarity = GaussianWindow.compare(x, y);
      double mean = (last ? similarity.whole() : similarity.contrastStructure()).mean();
      product *= Math.pow(Math.max(mean, 0), POWERS[scale]);
      x = x.halved();
      y = y.halved();
    }
    return product;
  }
}
