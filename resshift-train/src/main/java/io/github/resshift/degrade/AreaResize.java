package io.github.resshift.degrade;

import io.github.resshift.tensor.AxisWeights;
import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/**
 * Resizing by area as the data pipelines of the published training do it: a box average with
 * fractional coverage when both sides shrink, else linear interpolation between the areas.
 * Thread-safe.
 */
public final class AreaResize {
  /** Coverage below this share of a pixel is left out. */
  private static final double SLIVER = 1e-3;

  private AreaResize() {}

  /**
   * Resizes to a size.
   *
   * @param image float32 CPU [N, C, H, W]
   */
  public static Tensor apply(Tensor image, int height, int width) {
    int rows = (int) image.size(2);
    int columns = (int) image.size(3);
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("cannot resize to " + width + "x" + height);
    }
    boolean shrink = rows >= height && columns >= width;
    return Scope.keep(
        () -> {
          AxisWeights down = shrink ? boxes(rows, height) : between(rows, height);
          AxisWeights across = shrink ? boxes(columns, width) : between(columns, width);
          return down.apply(across.apply(image, 3), 2);
        });
  }

  private static AxisWeights boxes(int inputs, int outputs) {
    double step = (double) inputs / outputs;
    int taps = (int) Math.ceil(step) + 2;
    AxisWeights all = AxisWeights.blank(taps, outputs);
    for (int i = 0; i < outputs; i++) {
      double start = i * step;
      double end = start + step;
      double cell = Math.min(step, inputs - start);
      int first = (int) Math.ceil(start);
      int last = Math.min((int) Math.floor(end), inputs - 1);
      first = Math.min(first, last);
      int k = 0;
      if (first - start > SLIVER) {
        set(all, k++, i, first - 1, (first - start) / cell);
      }
      for (int x = first; x < last; x++) {
        set(all, k++, i, x, 1 / cell);
      }
      if (end - last > SLIVER) {
        set(all, k, i, last, Math.min(Math.min(end - last, 1), cell) / cell);
      }
    }
    return all;
  }

  private static AxisWeights between(int inputs, int outputs) {
    double step = (double) inputs / outputs;
    AxisWeights all = AxisWeights.blank(2, outputs);
    for (int i = 0; i < outputs; i++) {
      int left = (int) Math.floor(i * step);
      double share = (i + 1) - (left + 1) / step;
      share = share <= 0 ? 0 : share - Math.floor(share);
      set(all, 0, i, Math.min(left, inputs - 1), 1 - share);
      set(all, 1, i, Math.min(left + 1, inputs - 1), share);
    }
    return all;
  }

  private static void set(AxisWeights all, int tap, int output, int input, double weight) {
    all.index()[tap][output] = input;
    all.weight()[tap][output] = (float) weight;
  }
}
