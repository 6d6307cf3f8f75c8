package io.github.resshift.metric;

import io.github.resshift.tensor.SpecialFunctions;
import java.util.Arrays;
import java.util.List;

/**
 * Mean and covariance of feature vectors.
 *
 * @param mean [d]
 * @param covariance [d][d]
 */
record MultivariateGaussian(double[] mean, double[][] covariance) {
  /** Directions whose variance is below this share of the largest one do not count. */
  private static final double NEGLIGIBLE = 1e-15;

  /**
   * The mean over the vectors that have a feature, and the unbiased covariance of the vectors that
   * have all.
   */
  static MultivariateGaussian of(List<double[]> vectors) {
    int d = vectors.get(0).length;
    double[] mean = new double[d];
    for (int i = 0; i < d; i++) {
      int at = i;
      mean[i] =
          vectors.stream()
              .mapToDouble(v -> v[at])
              .filter(x -> !Double.isNaN(x))
              .average()
              .orElse(Double.NaN);
    }
    List<double[]> whole = vectors.stream().filter(MultivariateGaussian::complete).toList();
    double[] centre = new double[d];
    for (double[] v : whole) {
      for (int i = 0; i < d; i++) {
        centre[i] += v[i] / whole.size();
      }
    }
    double[][] covariance = new double[d][d];
    for (double[] v : whole) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          covariance[i][j] += (v[i] - centre[i]) * (v[j] - centre[j]) / (whole.size() - 1);
        }
      }
    }
    return new MultivariateGaussian(mean, covariance);
  }

  static boolean complete(double[] vector) {
    for (double x : vector) {
      if (Double.isNaN(x)) {
        return false;
      }
    }
    return true;
  }

  /** sqrt(d^T ((S1 + S2) / 2)^+ d) with d the difference of the means. */
  double distance(MultivariateGaussian other) {
    int n = mean.length;
    double[][] pooled = new double[n][n];
    double[] difference = new double[n];
    for (int i = 0; i < n; i++) {
      difference[i] = mean[i] - other.mean[i];
      for (int j = 0; j < n; j++) {
        pooled[i][j] = (covariance[i][j] + other.covariance[i][j]) / 2;
      }
    }
    SpecialFunctions.Eigen eigen = SpecialFunctions.symmetricEigen(pooled);
    double largest = Arrays.stream(eigen.values()).map(Math::abs).max().orElse(0);
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double variance = eigen.values()[k];
      if (Math.abs(variance) > NEGLIGIBLE * largest) {
        double along = 0;
        for (int i = 0; i < n; i++) {
          along += difference[i] * eigen.vectors()[k][i];
        }
        sum += along * along / variance;
      }
    }
    return Math.sqrt(sum);
  }
}
