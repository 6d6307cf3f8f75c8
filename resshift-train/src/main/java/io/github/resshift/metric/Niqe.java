package io.github.resshift.metric;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Natural image quality evaluator (Mittal, Soundararajan and Bovik 2013): how far the statistics of
 * one picture are from those of pristine photographs, without a reference. Lower is better; figures
 * are comparable only under the same {@link NiqeModel}. Thread-safe.
 */
public final class Niqe {
  private static final int MIN_BLOCKS = 2;

  private Niqe() {}

  /**
   * For one picture [1, 3, h, w] in [0, 1]: on the luma of its 8-bit colours, rounded, in blocks of
   * 96x96 pixels.
   *
   * @param border pixels that are cut from every side first
   * @throws IllegalArgumentException if fewer than two blocks fit, or fewer than two of them have
   *     any texture
   */
  public static double of(Tensor rgb, NiqeModel model, int border) {
    if (rgb.size(0) != 1) {
      throw new IllegalArgumentException("one picture is expected, not " + rgb.size(0));
    }
    Plane luma = roundedLuma(rgb, border);
    List<double[]> features =
        NiqeFeatures.of(luma).stream().map(NiqeFeatures.Block::features).toList();
    long usable = features.stream().filter(MultivariateGaussian::complete).count();
    if (usable < MIN_BLOCKS) {
      throw new IllegalArgumentException(
          String.format(
              "NIQE needs at least %d blocks of %dx%d pixels that are not flat; this picture of"
                  + " %dx%d (without the border) has %d",
              MIN_BLOCKS,
              NiqeFeatures.BLOCK,
              NiqeFeatures.BLOCK,
              luma.width(),
              luma.height(),
              usable));
    }
    return MultivariateGaussian.of(features).distance(model.statistics());
  }

  static Plane roundedLuma(Tensor rgb, int border) {
    Plane luma = Luma.levels(rgb, 0, Channels.Y_UNROUNDED, border)[0];
    return luma.with(luma, (y, same) -> Math.rint(y));
  }
}
