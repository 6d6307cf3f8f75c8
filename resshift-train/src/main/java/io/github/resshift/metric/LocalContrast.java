package io.github.resshift.metric;

/** Takes local mean and contrast from a picture, as BRISQUE, NIQE and PIQE do before they look. */
final class LocalContrast {
  /** How far a window of 7x7 pixels looks to every side. */
  static final int REACH = 3;

  /** A Gaussian of deviation 7/6, with the sum 1. */
  static final double[] TAPS = taps();

  private LocalContrast() {}

  /**
   * {@code (x - mean) / (deviation + 1)} at every position.
   *
   * @param levels of 0..255
   * @param around the same with {@link #REACH} further pixels on every side
   */
  static Plane removed(Plane levels, Plane around) {
    Plane mean = around.correlate(TAPS, TAPS);
    Plane power = around.with(around, (a, b) -> a * b).correlate(TAPS, TAPS);
    Plane deviation = power.with(mean, (s, m) -> Math.sqrt(Math.abs(s - m * m)));
    return levels.with(mean, (x, m) -> x - m).with(deviation, (x, d) -> x / (d + 1));
  }

  private static double[] taps() {
    int window = 2 * REACH + 1;
    double sigma = window / 6.0;
    double[] taps = new double[window];
    double sum = 0;
    for (int i = 0; i < window; i++) {
      double x = i - REACH;
      taps[i] = Math.exp(-x * x / (2 * sigma * sigma));
      sum += taps[i];
    }
    for (int i = 0; i < window; i++) {
      taps[i] /= sum;
    }
    return taps;
  }
}
