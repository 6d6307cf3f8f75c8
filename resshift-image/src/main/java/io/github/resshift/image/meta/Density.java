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

  /**
   * The same in the unit in which it is nearer to whole numbers, for formats that have only such.
   */
  public Density wholest() {
    double factor = metric ? CENTIMETRES_PER_INCH : 1 / CENTIMETRES_PER_INCH;
    double otherX = x * factor;
    double otherY = y * factor;
    boolean better = fraction(otherX) + fraction(otherY) < fraction(x) + fraction(y);
    boolean possible = plausible(otherX) && plausible(otherY);
    return better && possible ? new Density(otherX, otherY, !metric) : this;
  }

  private static double fraction(double value) {
    return Math.abs(value - Math.rint(value)) / value;
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
