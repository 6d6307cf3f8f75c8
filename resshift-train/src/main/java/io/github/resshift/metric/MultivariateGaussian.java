package io.github.resshift.metric;

import java.util.List;

/**
 * Mean and covariance of feature vectors.
 *
 * @param mean [d]
 * @param covariance [d][d]
 */
record MultivariateGaussian(double[] mean, double[][] covariance) {
  private static final int SWEEPS = 100;

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
    double[][] vectors = diagonalise(pooled);
    double largest = 0;
    for (int k = 0; k < n; k++) {
      largest = Math.max(largest, Math.abs(pooled[k][k]));
    }
    double sum = 0;
    for (int k = 0; k < n; k++) {
      if (Math.abs(pooled[k][k]) > NEGLIGIBLE * largest) {
        double along = 0;
        for (int i = 0; i < n; i++) {
          along += difference[i] * vectors[i][k];
        }
        sum += along * along / pooled[k][k];
      }
    }
    return Math.sqrt(sum);
  }

  /**
   * Jacobi's method: turns a symmetric matrix into the diagonal one of its eigenvalues, in place.
   *
   * @return the eigenvectors as columns
   */
  private static double[][] diagonalise(double[][] a) {
    int n = a.length;
    double[][] v = new double[n][n];
    double scale = 0;
    for (int i = 0; i < n; i++) {
      v[i][i] = 1;
      for (int j = 0; j < n; j++) {
        scale = Math.max(scale, Math.abs(a[i][j]));
      }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double rest = 0;
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rest = Math.max(rest, Math.abs(a[p][q]));
          rotate(a, v, p, q);
        }
      }
      if (rest <= 1e-20 * scale) {
        break;
      }
    }
    return v;
  }

  private static void rotate(double[][] a, double[][] v, int p, int q) {
    if (a[p][q] == 0) {
      return;
    }
    double ratio = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, ratio) / (Math.abs(ratio) + Math.hypot(ratio, 1));
    double c = 1 / Math.hypot(t, 1);
    double s = t * c;
    for (int k = 0; k < a.length; k++) {
      double kp = a[k][p];
      double kq = a[k][q];
      a[k][p] = c * kp - s * kq;
      a[k][q] = s * kp + c * kq;
    }
    for (int k = 0; k < a.length; k++) {
      double pk = a[p][k];
      double qk = a[q][k];
      a[p][k] = c * pk - s * qk;
      a[q][k] = s * pk + c * qk;
      double vp = v[k][p];
      double vq = v[k][q];
      v[k][p] = c * vp - s * vq;
      v[k][q] = s * vp + c * vq;
    }
  }
}
