package io.github.resshift.tensor;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Functions of the engine in double precision on Java's arrays. Thread-safe. */
public final class SpecialFunctions {
  private SpecialFunctions() {}

  /**
   * The eigenvalues of a symmetric matrix, smallest first, and its eigenvectors.
   *
   * @param values [n]
   * @param vectors [n][n], row k belongs to value k and has length 1
   */
  public record Eigen(double[] values, double[][] vectors) {}

  /** The gamma function of each value, which must be positive. */
  public static double[] gamma(double... x) {
    Engine.start();
    try (var scope = Scope.open()) {
      return values(torch.lgamma(of(x)).exp());
    }
  }

  /** Eigenvalues and eigenvectors of a symmetric matrix [n][n]. */
  public static Eigen symmetricEigen(double[][] matrix) {
    int n = matrix.length;
    double[] flat = new double[n * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(matrix[i], 0, flat, i * n, n);
    }
    Engine.start();
    try (var scope = Scope.open()) {
      var pair = torch.linalg_eigh(of(flat).reshape(n, n));
      double[] columns = values(pair.get1().t());
      double[][] vectors = new double[n][n];
      for (int k = 0; k < n; k++) {
        System.arraycopy(columns, k * n, vectors[k], 0, n);
      }
      return new Eigen(values(pair.get0()), vectors);
    }
  }

  private static Tensor of(double[] values) {
    Tensor t =
        torch.empty(
            new long[] {values.length},
            new TensorOptions(ScalarType.Double),
            new MemoryFormatOptional());
    new DoublePointer(t.data_ptr_double()).put(values);
    return t;
  }

  private static double[] values(Tensor tensor) {
    double[] out = new double[Math.toIntExact(tensor.numel())];
    new DoublePointer(tensor.contiguous().data_ptr_double()).get(out);
    return out;
  }
}
