package io.github.resshift.tensor;

import org.bytedeco.pytorch.Tensor;

/**
 * Antialiased bicubic resizing, as MATLAB's imresize does it: Keys cubic with a = -0.5, widened
 * when shrinking, the picture mirrored at its borders. In float32; the result is not clipped.
 * Thread-safe.
 */
public final class CubicResize {
  private static final double SUPPORT = 4;

  private CubicResize() {}

  /**
   * Resizes both sides by a factor, rows first, to ceil(side * factor) pixels.
   *
   * @param image float32 CPU [N, C, H, W]
   * @param factor above 0
   */
  public static Tensor byFactor(Tensor image, double factor) {
    if (!(factor > 0)) {
      throw new IllegalArgumentException("scale must be above 0, not " + factor);
    }
    return Scope.keep(
        () -> {
          Tensor rows = scaled((int) image.size(2), factor).apply(image, 2);
          return scaled((int) image.size(3), factor).apply(rows, 3);
        });
  }

  /**
   * Resizes to a size; pixel positions follow the ratio of the sides, so that both pictures cover
   * the same area.
   *
   * @param image float32 CPU [N, C, H, W]
   * @param height at least 1
   * @param width at least 1
   */
  public static Tensor toSize(Tensor image, int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("cannot resize to " + width + "x" + height);
    }
    return Scope.keep(() -> along(along(image, 2, height), 3, width).clone());
  }

  private static Tensor along(Tensor image, int dimension, int outputs) {
    int inputs = (int) image.size(dimension);
    return inputs == outputs
        ? image
        : weights(inputs, outputs, (double) outputs / inputs).apply(image, dimension);
  }

  private static AxisWeights scaled(int inputs, double factor) {
    return weights(inputs, (int) Math.ceil(inputs * factor), factor);
  }

  private static AxisWeights weights(int inputs, int outputs, double factor) {
    double stretch = Math.min(factor, 1);
    double width = SUPPORT / stretch;
    int taps = (int) Math.ceil(width) + 2;
    AxisWeights all = AxisWeights.blank(taps, outputs);
    for (int i = 0; i < outputs; i++) {
      double centre = (i + 1) / factor + 0.5 * (1 - 1 / factor);
      double left = Math.floor(centre - width / 2);
      double[] row = new double[taps];
      double sum = 0;
      for (int k = 0; k < taps; k++) {
        row[k] = stretch * cubic((centre - left - k) * stretch);
        sum += row[k];
      }
      for (int k = 0; k < taps; k++) {
        all.weight()[k][i] = (float) (row[k] / sum);
        all.index()[k][i] = mirrored((int) left + k - 1, inputs);
      }
    }
    return all;
  }

  /** The pixel that stands at i when the picture is mirrored with its border pixel repeated. */
  private static int mirrored(int i, int size) {
    int place = Math.floorMod(i, 2 * size);
    return place < size ? place : 2 * size - 1 - place;
  }

  private static double cubic(double x) {
    double r = Math.abs(x);
    if (r <= 1) {
      return 1.5 * r * r * r - 2.5 * r * r + 1;
    }
    return r <= 2 ? -0.5 * r * r * r + 2.5 * r * r - 4 * r + 2 : 0;
  }
}
