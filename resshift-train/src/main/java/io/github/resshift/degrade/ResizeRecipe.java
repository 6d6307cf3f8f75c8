package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Interpolate;
import java.util.List;

/**
 * How a random resize is drawn.
 *
 * @param upProbability weight of enlarging
 * @param downProbability weight of shrinking
 * @param keepProbability weight of keeping the size
 * @param factor smallest and largest factor, around 1
 */
record ResizeRecipe(
    double upProbability, double downProbability, double keepProbability, Range factor) {
  /** The interpolations of which each resize takes one. */
  static final List<Interpolate.Mode> MODES =
      List.of(Interpolate.Mode.AREA, Interpolate.Mode.BILINEAR, Interpolate.Mode.BICUBIC);

  /** Checks the values. */
  public ResizeRecipe {
    if (!(factor.low() > 0 && factor.low() <= 1 && factor.high() >= 1)) {
      throw new ResShiftException(
          "A resize range must hold 1 and start above 0, not ["
              + factor.low()
              + ", "
              + factor.high()
              + "].");
    }
  }

  /** Draws up, down or keep, and the factor. */
  public double draw(Draws draws) {
    return switch (draws.pick("resize", upProbability, downProbability, keepProbability)) {
      case 0 -> draws.uniform("factor", 1, factor.high());
      case 1 -> draws.uniform("factor", factor.low(), 1);
      default -> 1;
    };
  }

  /** Draws one of the interpolations. */
  public static Interpolate.Mode drawMode(Draws draws) {
    return MODES.get(draws.pickEvenly("mode", MODES.size()));
  }
}
