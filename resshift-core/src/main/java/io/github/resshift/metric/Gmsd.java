package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/**
 * Gradient magnitude similarity deviation (Xue, Zhang, Mou and Bovik 2014), a perceptual measure
 * without learned weights: the standard deviation of the local similarity of Prewitt gradients of
 * luma at half size. 0 for equal pictures, lower is better. Thread-safe.
 */
public final class Gmsd {
  /** The paper's stabiliser for levels of 0..255. */
  private static final double C = 170;

  private static final double[] PREWITT = {1, 0, -1, 1, 0, -1, 1, 0, -1};

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
    Luma.requireSameShape(a, b);
    if (channels == Channels.RGB) {
      throw new IllegalArgumentException("GMSD is defined on luma, not on RGB");
    }
    try (var scope = Scope.open()) {
      Tensor map =
          Maps.similarity(
              gradient(Luma.levels(a, channels, border)),
              gradient(Luma.levels(b, channels, border)),
              C);
      double[] out = Luma.means(map);
      double count = map.size(2) * map.size(3);
      for (int i = 0; i < out.length; i++) {
        Tensor spread = Maps.affine(map.narrow(0, i, 1), 1, -out[i]).square();
        out[i] = Math.sqrt(Luma.only(Luma.means(spread)) * count / Math.max(1, count - 1));
      }
      return out;
    }
  }

  private static Tensor gradient(Tensor luma) {
    Tensor half = Maps.halve(luma);
    Tensor across = Maps.affine(Maps.doubles(PREWITT, 1, 1, 3, 3), 1 / 3.0, 0);
    Tensor down = across.transpose(2, 3).contiguous();
    Tensor x = Maps.convolveSame(half, across);
    Tensor y = Maps.convolveSame(half, down);
    return x.square().add(y.square()).sqrt();
  }
}
