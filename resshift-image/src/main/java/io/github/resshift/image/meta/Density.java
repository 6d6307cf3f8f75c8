package io.github.resshift.image.meta;

/**
 * How close pixels stand when printed.
 *
 * @param x pixels a unit of length, positive
 * @param y pixels a unit of length, positive
 * @param metric whether the unit is a centimetre, else an inch
 */
public record Density(double x, double y, boolean metric) {
  private static final double CENTIMETRES_PER_INCH = 2.54;
  private static final double GREATEST = 100_000;

  /** Checks ranges. */
  public Density {
    if (!plausible(x) || !plausible(y)) {
      throw new IllegalArgumentException("a density must be positive, not " + x + " and " + y);
    }
  }

  /** Whether a number found in a file can be a density; 0 and nonsense stand for unknown. */
  static boolean plausible(double value) {
    return value > 0 && value <= GREATEST;
  }

  /** Pixels a metre in the direction of x, as PNG has it. */
  public long perMetreX() {
    return perMetre(x);
  }

  /** Pixels a metre in the direction of y. */
  public long perMetreY() {
    return perMetre(y);
  }

  private long perMetre(double value) {
    return Math.max(1, Math.round(metric ? value * 100 : value * 100 / CENTIMETRES_PER_INCH));
  }
}
