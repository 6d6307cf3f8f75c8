package io.github.resshift.metric;

import org.bytedeco.pytorch.Tensor;

/**
 * Gradient magnitude similarity deviation (Xue, Zhang, Mou and Bovik 2014), a perceptual measure
 * without learned weights: the standard deviation of the local similarity of Prewitt gradients of
 * luma at half size. 0 for equal pictures, lower is better. Thread-safe.
 */
public final class Gmsd {
  /** The paper's stabiliser for levels of 0..255. */
  private static final double C = 170;

  /** The two factors of Prewitt's kernel. */
  private static final double[] STEP = {1, 0, -1};

  private static final double[] MEAN = {1 / 3.0, 1 / 3.0, 1 / 3.0};

  private Gmsd() {}

  /**
   * For one pair [1, 3, h, w].
   *
   * @param channels {@link Channels#Y} or {@link Channels#Y_UNROUNDED}
   * @param border pixels that are cut from every side first
   */
  public static double of(Tensor a, Tensor b, Channels channels, int border) {
    return Luma.only(each(a, b, channels, border));
  }

  /** For each pair of two batches [n, 3, h, w]. */
  public static double[] each(Tensor a, Tensor b, Channels channels, int border) {
    if (channels == Channels.RGB) {
      throw new IllegalArgumentException("GMSD is defined on luma, not on RGB");
    }
    return Luma.measure(a, b, channels, border, (x, y) -> one(x[0], y[0]));
  }

  private static double one(Plane a, Plane b) {
    Plane map = gradient(a).similarity(gradient(b), C);
    double mean = map.mean();
    double sum = 0;
    for (double value : map.values()) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / Math.max(1, map.values().length - 1));
  }

  private static Plane gradient(Plane luma) {
    Plane half = luma.halvedWithZeros();
    return half.convolveSame(MEAN, STEP).with(half.convolveSame(STEP, MEAN), Math::hypot);
  }
}
