package io.github.resshift.metric;

import java.util.Arrays;

/**
 * The mean of a sample and its 95 % confidence interval by Student's t: mean +- t s / sqrt(n) with
 * the sample's deviation s and n - 1 degrees of freedom. It takes the pictures for a random sample
 * of the kind of pictures that they are.
 *
 * @param mean the mean; NaN of nothing
 * @param low lower end; NaN where there are fewer than two values or an infinite one
 * @param high upper end
 * @param count how many values there are
 */
public record ConfidenceInterval(double mean, double low, double high, int count) {
  private static final double ONE_TAIL = 0.975;
  private static final int SLICES = 2000;

  /** Of values of which none is NaN. */
  public static ConfidenceInterval of(double... values) {
    int n = values.length;
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    if (n < 2 || !Double.isFinite(mean)) {
      return new ConfidenceInterval(mean, Double.NaN, Double.NaN, n);
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double half = studentT(n - 1) * Math.sqrt(squares / (n - 1) / n);
    return new ConfidenceInterval(mean, mean - half, mean + half, n);
  }

  /** Half of the interval's width. */
  public double halfWidth() {
    return (high - low) / 2;
  }

  /** The 97.5 % point of Student's distribution, by bisection. */
  static double studentT(int degrees) {
    double low = 0;
    double high = 13; // 12.7 with one degree, less with more
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (below(middle, degrees) < ONE_TAIL) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /**
   * The share of Student's distribution below t: with t = sqrt(v) tan(a) its density is
   * proportional to cos(a)^(v-1), which Simpson's rule integrates.
   */
  private static double below(double t, int degrees) {
    double end = Math.atan(t / Math.sqrt(degrees));
    return 0.5 + 0.5 * integral(end, degrees) / integral(Math.PI / 2, degrees);
  }

  private static double integral(double end, int degrees) {
    double step = end / SLICES;
    double sum = 0;
    for (int i = 0; i <= SLICES; i++) {
      int weight = i == 0 || i == SLICES ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.pow(Math.cos(i * step), degrees - 1.0);
    }
    return sum * step / 3;
  }
}
