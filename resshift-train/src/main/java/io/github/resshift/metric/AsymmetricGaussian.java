package io.github.resshift.metric;

import io.github.resshift.tensor.SpecialFunctions;
import java.util.Arrays;

/**
 * The asymmetric generalized Gaussian distribution with mode 0 that has the moments of some samples
 * (Lasmar, Stitou and Berthoumieu 2009): the estimate of shape that NIQE uses.
 *
 * @param shape exponent, 0.2 to 10 in steps of 0.001
 * @param left scale of the negative side
 * @param right scale of the positive side
 */
record AsymmetricGaussian(double shape, double left, double right) {
  private static final int FIRST = 200;
  private static final int LAST = 10_000;
  private static final double STEPS = 1000;

  /** gamma(2/s)^2 / (gamma(1/s) gamma(3/s)) for every shape s. */
  private static final double[] RATIOS = ratios();

  /** NaN in all members where one side has no samples. */
  static AsymmetricGaussian of(double[] samples) {
    double negative = 0;
    double positive = 0;
    double magnitude = 0;
    int below = 0;
    int above = 0;
    for (double x : samples) {
      magnitude += Math.abs(x);
      if (x < 0) {
        negative += x * x;
        below++;
      } else if (x > 0) {
        positive += x * x;
        above++;
      }
    }
    double leftDeviation = Math.sqrt(negative / below);
    double rightDeviation = Math.sqrt(positive / above);
    double skew = leftDeviation / rightDeviation;
    double mean = magnitude / samples.length;
    double ratio = mean * mean / ((negative + positive) / samples.length);
    double square = skew * skew + 1;
    double sought = ratio * (skew * skew * skew + 1) * (skew + 1) / (square * square);
    if (Double.isNaN(sought)) {
      return new AsymmetricGaussian(Double.NaN, Double.NaN, Double.NaN);
    }
    double shape = (FIRST + nearest(sought)) / STEPS;
    double[] gamma = SpecialFunctions.gamma(1 / shape, 3 / shape);
    double scale = Math.sqrt(gamma[0] / gamma[1]);
    return new AsymmetricGaussian(shape, leftDeviation * scale, rightDeviation * scale);
  }

  /** The mean of the distribution. */
  double mean() {
    double[] gamma = SpecialFunctions.gamma(2 / shape, 1 / shape);
    return (right - left) * (gamma[0] / gamma[1]);
  }

  /** Root mean squares of the samples on the two sides. */
  double[] deviations() {
    double[] gamma = SpecialFunctions.gamma(1 / shape, 3 / shape);
    double scale = Math.sqrt(gamma[0] / gamma[1]);
    return new double[] {left / scale, right / scale};
  }

  /**
   * The shape of the generalized Gaussian distribution that is the same on both sides (Sharifi and
   * Leon-Garcia 1995); NaN for samples that are all 0.
   */
  static double symmetricShape(double[] samples) {
    double magnitude = 0;
    double squares = 0;
    for (double x : samples) {
      magnitude += Math.abs(x);
      squares += x * x;
    }
    double mean = magnitude / samples.length;
    double sought = squares / samples.length / (mean * mean);
    if (Double.isNaN(sought)) {
      return Double.NaN;
    }
    int best = 0;
    for (int i = 1; i < RATIOS.length; i++) {
      if (Math.abs(1 / RATIOS[i] - sought) < Math.abs(1 / RATIOS[best] - sought)) {
        best = i;
      }
    }
    return (FIRST + best) / STEPS;
  }

  /** The ratios rise with the shape. */
  private static int nearest(double sought) {
    int low = 0;
    int high = RATIOS.length - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (RATIOS[middle] <= sought) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.abs(RATIOS[high] - sought) < Math.abs(RATIOS[low] - sought) ? high : low;
  }

  private static double[] ratios() {
    double[] ratios = new double[LAST - FIRST + 1];
    double[] inverse = new double[ratios.length];
    for (int i = 0; i < ratios.length; i++) {
      inverse[i] = STEPS / (FIRST + i);
    }
    double[] first = SpecialFunctions.gamma(inverse);
    double[] second = SpecialFunctions.gamma(times(2, inverse));
    double[] third = SpecialFunctions.gamma(times(3, inverse));
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = second[i] * second[i] / (first[i] * third[i]);
    }
    return ratios;
  }

  private static double[] times(double factor, double[] values) {
    return Arrays.stream(values).map(value -> factor * value).toArray();
  }
}
