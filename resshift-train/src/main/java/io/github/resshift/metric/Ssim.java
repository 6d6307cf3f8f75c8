package io.github.resshift.metric;

import org.bytedeco.pytorch.Tensor;

/**
 * Structural similarity (Wang et al. 2004): Gaussian window of 11x11 and sigma 1.5, valid positions
 * only, mean over positions and planes. 1 for equal pictures. Thread-safe.
 */
public final class Ssim {
  private Ssim() {}

  /**
   * For one pair [1, 3, h, w].
   *
   * @param border pixels that are cut from every side first
   * @throws IllegalArgumentException if fewer than 11x11 pixels are left
   */
  public static double of(Tensor a, Tensor b, Channels channels, int border) {
    return Luma.only(each(a, b, channels, border));
  }

  /** For each pair of two batches [n, 3, h, w]. */
  public static double[] each(Tensor a, Tensor b, Channels channels, int border) {
    return Luma.measure(a, b, channels, border, Ssim::one);
  }

  private static double one(Plane[] a, Plane[] b) {
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      sum += GaussianWindow.compare(a[p], b[p]).whole().mean();
    }
    return sum / a.length;
  }
}
