package io.github.resshift.restore;

/**
 * One line of the exact Euclidean distance transform: the lower envelope of parabolas (Felzenszwalb
 * and Huttenlocher 2012). Applied to all columns and then to all rows, it turns 0 at the places and
 * infinity elsewhere into squared distances to the nearest place.
 */
final class DistanceLine {
  private DistanceLine() {}

  /** Transforms {@code count} values from {@code start}, {@code stride} apart, in place. */
  static void transform(double[] values, int start, int stride, int count) {
    double[] heights = new double[count];
    int[] tips = new int[count];
    double[] borders = new double[count];
    int last = -1;
    for (int q = 0; q < count; q++) {
      heights[q] = values[start + q * stride];
      if (heights[q] == Double.POSITIVE_INFINITY) {
        continue;
      }
      double border = Double.NEGATIVE_INFINITY;
      while (last >= 0) {
        border = crossing(heights, tips[last], q);
        if (border > borders[last]) {
          break;
        }
        last--;
        border = Double.NEGATIVE_INFINITY;
      }
      last++;
      tips[last] = q;
      borders[last] = border;
    }
    if (last < 0) {
      return;
    }
    int at = 0;
    for (int q = 0; q < count; q++) {
      while (at < last && borders[at + 1] < q) {
        at++;
      }
      double away = q - tips[at];
      values[start + q * stride] = away * away + heights[tips[at]];
    }
  }

  /** Where the parabola over p stops being the lower one. */
  private static double crossing(double[] heights, int p, int q) {
    double left = heights[p] + (double) p * p;
    double right = heights[q] + (double) q * q;
    return (right - left) / (2.0 * (q - p));
  }
}
