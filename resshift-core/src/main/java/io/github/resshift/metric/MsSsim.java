package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Multi-scale structural similarity (Wang, Simoncelli and Bovik 2003) over five scales: contrast
 * and structure of every scale and luminance of the coarsest, each to its published power. Negative
 * means count as 0. 1 for equal pictures. Thread-safe.
 */
public final class MsSsim {
  private static final double[] POWERS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

  /** Sides from which the window fits into the coarsest scale. */
  static final int MIN_SIDE = GaussianWindow.SIZE << POWERS.length - 1;

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
    Luma.requireSameShape(a, b);
    try (var scope = Scope.open()) {
      Tensor x = Luma.levels(a, channels, border);
      Tensor y = Luma.levels(b, channels, border);
      if (x.size(2) < MIN_SIDE || x.size(3) < MIN_SIDE) {
        throw new IllegalArgumentException(
            String.format(
                "MS-SSIM needs at least %dx%d pixels (without the border), not %dx%d",
                MIN_SIDE, MIN_SIDE, x.size(3), x.size(2)));
      }
      Tensor product = null;
      for (int scale = 0; scale < POWERS.length; scale++) {
        boolean last = scale == POWERS.length - 1;
        var similarity = GaussianWindow.compare(x, y);
        Tensor map = similarity.contrastStructure();
        map = last ? map.mul(similarity.luminance()) : map;
        Tensor factor = Maps.power(Maps.planeMeans(map).relu(), POWERS[scale]);
        product = product == null ? factor : product.mul(factor);
        if (!last) {
          x = torch.avg_pool2d(x, 2, 2);
          y = torch.avg_pool2d(y, 2, 2);
        }
      }
      return Luma.means(product);
    }
  }
}
