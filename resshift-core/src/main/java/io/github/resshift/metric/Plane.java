package io.github.resshift.metric;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * A plane of float64 values in row-major order, and the arithmetic that measures share. Its
 * operations make new planes.
 */
record Plane(int width, int height, double[] values) {
  static Plane empty(int width, int height) {
    return new Plane(width, height, new double[Math.multiplyExact(width, height)]);
  }

  double mean() {
    return Arrays.stream(values).sum() / values.length;
  }

  /** Element by element with another plane of this size. */
  Plane with(Plane other, DoubleBinaryOperator operator) {
    Plane out = empty(width, height);
    for (int i = 0; i < values.length; i++) {
      out.values[i] = operator.applyAsDouble(values[i], other.values[i]);
    }
    return out;
  }

  /** (2 a b + c) / (a^2 + b^2 + c): 1 where the planes agree. */
  Plane similarity(Plane other, double c) {
    return with(other, (a, b) -> (2 * a * b + c) / (a * a + b * b + c));
  }

  /** With the kernel {@code down x across}, not flipped, valid positions only. */
  Plane correlate(double[] down, double[] across) {
    Plane rows = empty(width - across.length + 1, height);
    for (int y = 0; y < height; y++) {
      for (int k = 0; k < across.length; k++) {
        addScaled(rows.values, y * rows.width, values, y * width + k, rows.width, across[k]);
      }
    }
    Plane out = empty(rows.width, height - down.length + 1);
    for (int y = 0; y < out.height; y++) {
      for (int k = 0; k < down.length; k++) {
        addScaled(out.values, y * out.width, rows.values, (y + k) * out.width, out.width, down[k]);
      }
    }
    return out;
  }

  private static void addScaled(
      double[] to, int at, double[] from, int start, int count, double factor) {
    for (int i = 0; i < count; i++) {
      to[at + i] += from[start + i] * factor;
    }
  }

  /** As MATLAB's conv2(..., 'same'): zeros around, the kernel flipped, even sizes lean forward. */
  Plane convolveSame(double[] down, double[] across) {
    int left = (across.length - 1) / 2;
    int top = (down.length - 1) / 2;
    return padded(left, across.length / 2, top, down.length / 2)
        .correlate(flip(down), flip(across));
  }

  private Plane padded(int left, int right, int top, int bottom) {
    Plane out = empty(left + width + right, top + height + bottom);
    for (int y = 0; y < height; y++) {
      System.arraycopy(values, y * width, out.values, (top + y) * out.width + left, width);
    }
    return out;
  }

  private static double[] flip(double[] taps) {
    double[] flipped = new double[taps.length];
    Arrays.setAll(flipped, i -> taps[taps.length - 1 - i]);
    return flipped;
  }

  /** Means of whole 2x2 blocks; an odd last row or column is dropped. */
  Plane halved() {
    Plane out = empty(width / 2, height / 2);
    for (int y = 0; y < out.height; y++) {
      for (int x = 0; x < out.width; x++) {
        int i = 2 * y * width + 2 * x;
        double sum = values[i] + values[i + 1] + values[i + width] + values[i + width + 1];
        out.values[y * out.width + x] = sum / 4;
      }
    }
    return out;
  }

  /** Means of 2x2 blocks where zeros meet an odd last row or column, as conv2 'same' does. */
  Plane halvedWithZeros() {
    return padded(0, width % 2, 0, height % 2).halved();
  }
}
