package io.github.resshift.metric;

import org.bytedeco.pytorch.Tensor;

/**
 * Peak signal-to-noise ratio in decibels: 10 log10(255^2 / mean squared difference in levels).
 * Infinite for equal pictures. Thread-safe.
 */
public final class Psnr {
  private static final double PEAK = 255;

  private Psnr() {}

  /**
   * For one pair [1, 3, h, w].
   *
   * @param border pixels that are cut from every side first
   */
  public static double of(Tensor a, Tensor b, Channels channels, int border) {
    return Luma.only(each(a, b, channels, border));
  }

  /** For each pair of two batches [n, 3, h, w]; the mean of PSNRs is not the PSNR of the mean. */
  public static double[] each(Tensor a, Tensor b, Channels channels, int border) {
    return Luma.measure(a, b, channels, border, Psnr::one);
  }

  private static double one(Plane[] a, Plane[] b) {
    double sum = 0;
    for (int p = 0; p < a.length; p++) {
      sum += a[p].with(b[p], (x, y) -> (x - y) * (x - y)).mean();
    }
    return 10 * Math.log10(PEAK * PEAK / (sum / a.length));
  }
}
