package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
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
    Luma.requireSameShape(a, b);
    try (var scope = Scope.open()) {
      var similarity =
          GaussianWindow.compare(
              Luma.levels(a, channels, border), Luma.levels(b, channels, border));
      return Luma.means(similarity.luminance().mul(similarity.contrastStructure()));
    }
  }
}
