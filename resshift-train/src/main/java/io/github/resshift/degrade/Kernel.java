package io.github.resshift.degrade;

import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * A square filter of odd size, row-major, x to the right and y down (docs/method.md section 8; Wang
 * et al. 2021, section 3). Computed in double precision; sums to 1. Treat the array as read-only.
 *
 * @param size side length, odd
 * @param values size*size weights
 */
record Kernel(int size, double[] values) {
  /** Refuses even sizes and wrong lengths. */
  public Kernel {
    if (size < 1 || size % 2 == 0 || values.length != size * size) {
      throw new IllegalArgumentException("not an odd square kernel: size " + size);
    }
  }

  /** exp(-q/2) with q = x^T S^-1 x, S = R diag(sx^2, sy^2) R^T. */
  public static Kernel gaussian(int size, double sigmaX, double sigmaY, double theta) {
    return of(size, sigmaX, sigmaY, theta, q -> Math.exp(-q / 2));
  }

  /** exp(-q^beta / 2). */
  public static Kernel generalized(
      int size, double sigmaX, double sigmaY, double theta, double beta) {
    return of(size, sigmaX, sigmaY, theta, q -> Math.exp(-Math.pow(q, beta) / 2));
  }

  /** 1 / (1 + q^beta). */
  public static Kernel plateau(int size, double sigmaX, double sigmaY, double theta, double beta) {
    return of(size, sigmaX, sigmaY, theta, q -> 1 / (1 + Math.pow(q, beta)));
  }

  /** Circular low-pass filter: w J1(w r) / (2 pi r), w^2 / (4 pi) at the centre. */
  public static Kernel sinc(int size, double cutoff) {
    int radius = size / 2;
    double[] values = new double[size * size];
    for (int y = -radius; y <= radius; y++) {
      for (int x = -radius; x <= radius; x++) {
        double r = Math.sqrt((double) x * x + (double) y * y);
        values[(y + radius) * size + x + radius] =
            r == 0
                ? cutoff * cutoff / (4 * Math.PI)
                : cutoff * Bessel.j1(cutoff * r) / (2 * Math.PI * r);
      }
    }
    return new Kernel(size, normalised(values));
  }

  /** The filter that changes nothing. */
  public static Kernel identity(int size) {
    double[] values = new double[size * size];
    values[values.length / 2] = 1;
    return new Kernel(size, values);
  }

  /** The same filter with zeros around; a smaller {@code size} leaves it as it is. */
  public Kernel padded(int size) {
    if (size <= this.size) {
      return this;
    }
    int margin = (size - this.size) / 2;
    double[] wide = new double[size * size];
    for (int y = 0; y < this.size; y++) {
      System.arraycopy(values, y * this.size, wide, (y + margin) * size + margin, this.size);
    }
    return new Kernel(size, wide);
  }

  /** Float32 [size, size] on the CPU. */
  public Tensor tensor() {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return Tensors.of(narrow, size, size);
  }

  @FunctionalInterface
  private interface Profile {
    double at(double q);
  }

  private static Kernel of(int size, double sigmaX, double sigmaY, double theta, Profile profile) {
    if (!(sigmaX > 0 && sigmaY > 0)) {
      throw new IllegalArgumentException("kernel widths must be positive");
    }
    double cos = Math.cos(theta);
    double sin = Math.sin(theta);
    int radius = size / 2;
    double[] values = new double[size * size];
    for (int y = -radius; y <= radius; y++) {
      for (int x = -radius; x <= radius; x++) {
        double along = (cos * x + sin * y) / sigmaX;
        double across = (cos * y - sin * x) / sigmaY;
        values[(y + radius) * size + x + radius] = profile.at(along * along + across * across);
      }
    }
    return new Kernel(size, normalised(values));
  }

  private static double[] normalised(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= sum;
    }
    return values;
  }
}
