package io.github.resshift.metric;

import org.bytedeco.pytorch.Tensor;

/**
 * Gradient energy of one picture, without a reference: the root mean square of the difference of
 * neighbouring luma values, in levels of 255 a pixel. Detail and noise both raise it, so it tells
 * sharp from blurred only together with a measure of fidelity. Thread-safe.
 */
public final class Sharpness {
  private Sharpness() {}

  /**
   * sqrt(mean(dx^2) + mean(dy^2)) of the unrounded luma.
   *
   * @param rgb [1, 3, h, w] with at least 2x2 pixels after the border is cut
   * @param border pixels that are cut from every side first
   */
  public static double of(Tensor rgb, int border) {
    Plane luma = Luma.levels(rgb, 0, Channels.Y_UNROUNDED, border)[0];
    if (rgb.size(0) != 1 || luma.width() < 2 || luma.height() < 2) {
      throw new IllegalArgumentException(
          String.format(
              "sharpness needs one picture of at least 2x2 pixels, not %d of %dx%d",
              rgb.size(0), luma.width(), luma.height()));
    }
    double[] difference = {-1, 1};
    double[] one = {1};
    Plane dx = luma.correlate(one, difference);
    Plane dy = luma.correlate(difference, one);
    return Math.sqrt(energy(dx) + energy(dy));
  }

  private static double energy(Plane plane) {
    return plane.with(plane, (a, b) -> a * b).mean();
  }
}
