package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import io.github.resshift.config.Kind;

/**
 * How inpainting masks are drawn (docs/method.md section 8): random strokes, boxes or borders.
 *
 * @param irregularWeight weight of strokes
 * @param strokes settings of strokes
 * @param boxWeight weight of boxes
 * @param boxes settings of boxes
 * @param outpaintingWeight weight of borders
 * @param borders settings of borders
 */
@Kind("mask")
record MaskRecipe(
    double irregularWeight,
    Strokes strokes,
    double boxWeight,
    Boxes boxes,
    double outpaintingWeight,
    Borders borders) {
  /** The published recipe. */
  public static final MaskRecipe PUBLISHED =
      new MaskRecipe(
          1,
          new Strokes(4, 200, 100, 1, 5),
          1,
          new Boxes(10, 30, 150, 1, 4),
          1,
          new Borders(0.04, 0.25, 0.5, 0.5, 0.5, 0.5));

  /** Checks the values. */
  public MaskRecipe {
    for (double weight : new double[] {irregularWeight, boxWeight, outpaintingWeight}) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new ResShiftException(
            "The weight of a kind of mask must not be negative, not " + weight + ".");
      }
    }
    if (!(irregularWeight + boxWeight + outpaintingWeight > 0)) {
      throw new ResShiftException(
          "A mask recipe needs a weight above 0 for strokes, boxes or borders.");
    }
  }

  /**
   * Chains of thick lines.
   *
   * @param maxAngle number of the angles: 0.01 + an integer below it, in radians
   * @param maxLength lines are 10 to 9 + this long
   * @param maxWidth lines are 5 to 4 + this wide
   * @param minTimes fewest chains
   * @param maxTimes one less than the most chains
   */
  public record Strokes(int maxAngle, int maxLength, int maxWidth, int minTimes, int maxTimes) {
    /** Checks the values. */
    public Strokes {
      requirePositive(maxAngle, maxLength, maxWidth);
      requireOrder(minTimes, maxTimes);
    }
  }

  /**
   * Filled boxes.
   *
   * @param margin smallest distance to the picture's border
   * @param minSize shortest side
   * @param maxSize longest side
   * @param minTimes fewest boxes
   * @param maxTimes most boxes
   */
  public record Boxes(int margin, int minSize, int maxSize, int minTimes, int maxTimes) {
    /** Checks the values. */
    public Boxes {
      requirePositive(minSize);
      requireOrder(minSize, maxSize);
      requireOrder(minTimes, maxTimes);
    }
  }

  /**
   * Unknown borders.
   *
   * @param minPadding narrowest border as a share of the picture
   * @param maxPadding widest border
   * @param left how often the left border is unknown
   * @param top how often the top border is unknown
   * @param right how often the right border is unknown
   * @param bottom how often the bottom border is unknown
   */
  public record Borders(
      double minPadding, double maxPadding, double left, double top, double right, double bottom) {
    /** Checks the values. */
    public Borders {
      if (!(minPadding >= 0 && maxPadding >= minPadding && maxPadding <= 1)) {
        throw new ResShiftException(
            "Outpainting paddings must be shares from 0 to 1 with the smaller one first, not "
                + minPadding
                + " and "
                + maxPadding
                + ".");
      }
    }
  }

  private static void requirePositive(int... values) {
    for (int value : values) {
      if (value < 1) {
        throw new ResShiftException("A mask setting must be at least 1, not " + value + ".");
      }
    }
  }

  private static void requireOrder(int low, int high) {
    if (low > high) {
      throw new ResShiftException(
          "A mask setting has its smallest value " + low + " above its largest " + high + ".");
    }
  }
}
