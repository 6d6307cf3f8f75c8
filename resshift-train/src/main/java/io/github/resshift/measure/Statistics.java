package io.github.resshift.measure;

import java.util.Arrays;

/**
 * What a series of timings says. The median stands for the series, because other work on the
 * machine only ever makes a run slower.
 *
 * @param runs number of values
 * @param median the middle value; of an even number the mean of the two in the middle
 * @param min smallest value
 * @param max largest value
 */
public record Statistics(int runs, double median, double min, double max) {
  /** The statistics of at least one value. */
  public static Statistics of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("statistics need at least one value");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Statistics(sorted.length, median, sorted[0], sorted[sorted.length - 1]);
  }
}
