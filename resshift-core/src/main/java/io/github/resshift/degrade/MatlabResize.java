package io.github.resshift.degrade;

import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/**
 * Bicubic resizing as MATLAB's imresize does it: Keys cubic with a = -0.5, widened when shrinking
 * so that it antialiases, symmetric borders, ceil(side * scale) pixels. In float32; the result is
 * not clipped (METHOD section 9, 21). Thread-safe.
 */
public final class MatlabResize {
  private static final double SUPPORT = 4;

  private MatlabResize() {}

  /**
   * Resizes both sides by a factor, rows first.
   *
   * @param image float32 CPU [N, C, H, W]
   * @param scale above 0
   */
  public static Tensor apply(Tensor image, double scale) {
    if (!(scale > 0)) {
      throw new IllegalArgumentException("scale must be above 0, not " + scale);
    }
    return Scope.keep(
        () -> {
          Tensor rows = weights((int) image.size(2), scale).apply(image, 2);
          return weights((int) image.size(3), scale).apply(rows, 3);
        });
  }

  private static AxisWeights weights(int inputs, double scale) {
    int outputs = (int) Math.ceil(inputs * scale);
    double stretch = Math.min(scale, 1);
    double width = SUPPORT / stretch;
    int taps = (int) Math.ceil(width) + 2;
    AxisWeights all = AxisWeights.blank(taps, outputs);
    for (int i = 0; i < outputs; i++) {
      double centre = (i + 1) / scale + 0.5 * (1 - 1 / scale);
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
