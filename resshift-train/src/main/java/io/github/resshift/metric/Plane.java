package io.github.resshift.metric;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * A plane of float64 values in row-major order, and the arithmetic that measures share. Its
 * operations make new planes.
 */
record Plane(int width, int height, double[] values) {
  /** Keys' cubic with a = -0.5 at distances of 3.5, 2.5, 1.5 and 0.5 half pixels, and back. */
  private static final double[] HALVING = {
    -3 / 256.0, -9 / 256.0, 29 / 256.0, 111 / 256.0, 111 / 256.0, 29 / 256.0, -9 / 256.0, -3 / 256.0
  };

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

  /** A part of the plane. */
  Plane part(int left, int top, int partWidth, int partHeight) {
    Plane out = empty(partWidth, partHeight);
    for (int y = 0; y < partHeight; y++) {
      System.arraycopy(values, (top + y) * width + left, out.values, y * partWidth, partWidth);
    }
    return out;
  }

  /** Rounded to float32. */
  Plane inSinglePrecision() {
    return with(this, (value, same) -> (float) value);
  }

  /** With so many more pixels on every side, which are 0. */
  Plane withZeros(int by) {
    return padded(by, by, by, by);
  }

  /** With so many more pixels on every side, which repeat the border. */
  Plane extended(int by) {
    return extended(by, false);
  }

  private Plane extended(int by, boolean mirrored) {
    Plane out = empty(width + 2 * by, height + 2 * by);
    for (int y = 0; y < out.height; y++) {
      int row = inside(y - by, height, mirrored) * width;
      for (int x = 0; x < out.width; x++) {
        out.values[y * out.width + x] = values[row + inside(x - by, width, mirrored)];
      }
    }
    return out;
  }

  /** For positions that are less than a side away. */
  private static int inside(int i, int size, boolean mirrored) {
    int before = mirrored ? -1 - i : 0;
    int behind = mirrored ? 2 * size - 1 - i : size - 1;
    return i < 0 ? before : i < size ? i : behind;
  }

  /**
   * Half of an even size by bicubic interpolation as MATLAB's imresize does it: the cubic is
   * widened to eight taps, borders are mirrored.
   */
  Plane halvedBicubic() {
    Plane fine = extended(3, true).correlate(HALVING, HALVING);
    Plane out = empty(width / 2, height / 2);
    for (int y = 0; y < out.height; y++) {
      for (int x = 0; x < out.width; x++) {
        out.values[y * out.width + x] = fine.values[2 * y * fine.width + 2 * x];
      }
    }
    return out;
  }
}
