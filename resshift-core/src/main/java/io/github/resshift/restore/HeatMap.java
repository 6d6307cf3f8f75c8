package io.github.resshift.restore;

import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;

/**
 * Standard deviations as colours, on one fixed logarithmic scale, so that maps of different
 * pictures and models can be compared: black up to a quarter of a level of 8 bits, then each
 * doubling is the next of {@link #OCTAVES} equal parts through blue, violet, red, orange and yellow
 * to white at 64 levels and more.
 */
public final class HeatMap {
  /** Doublings from black to white. */
  public static final int OCTAVES = 8;

  /** Deviation that is still black, in the range [0, 1]. */
  public static final double BLACK = 0.25 / 255;

  /** Colours at equal distances, with growing luminance. */
  private static final float[][] KNOTS = {
    {0, 0, 0}, {0.10f, 0.07f, 0.42f}, {0.42f, 0.06f, 0.55f}, {0.72f, 0.12f, 0.42f},
    {0.92f, 0.27f, 0.20f}, {0.98f, 0.55f, 0.05f}, {0.98f, 0.80f, 0.20f}, {1, 0.95f, 0.60f},
    {1, 1, 1}
  };

  private HeatMap() {}

  /**
   * The map of deviations in [0, 1], row by row.
   *
   * @return 8 bits, in colour
   */
  public static Picture of(float[] deviations, int width, int height) {
    if (deviations.length != Math.multiplyExact(width, height)) {
      throw new IllegalArgumentException(
          deviations.length + " values are not " + width + "x" + height);
    }
    Engine.start();
    float[] planes = new float[3 * deviations.length];
    for (int i = 0; i < deviations.length; i++) {
      double place = place(deviations[i]) * (KNOTS.length - 1);
      int knot = (int) Math.min(place, KNOTS.length - 2);
      double share = place - knot;
      for (int c = 0; c < 3; c++) {
        planes[c * deviations.length + i] =
            (float) (KNOTS[knot][c] * (1 - share) + KNOTS[knot + 1][c] * share);
      }
    }
    try (var scope = Scope.open()) {
      return Pixels.picture(Tensors.of(planes, 1, 3, height, width), null, 8, false);
    }
  }

  /** Where on the scale from 0, black, to 1, white, a deviation lies. */
  static double place(double deviation) {
    if (!(deviation > BLACK)) {
      return 0;
    }
    return Math.min(1, Math.log(deviation / BLACK) / Math.log(2) / OCTAVES);
  }
}
