package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Whether tile borders can be seen: the energy of the gradient across borders against that a few
 * pixels beside them. 1 is what a picture without seams has, but for chance where the picture has
 * texture of its own. Stateless.
 */
public final class Seams {
  /** Pixels beside a border that are compared with it, from here ... */
  private static final int NEAR = 3;

  /** ... to here. */
  private static final int FAR = 12;

  /** Less energy than a hundredth of a level of 255 is that of rounding. */
  private static final double NOTHING = 1e-9;

  private Seams() {}

  /**
   * Energy across borders, divided by energy beside them.
   *
   * @param picture [1, C, h, w], any scale
   * @param columns first columns of what lies right of each vertical border, 1..w-1
   * @param rows first rows of what lies below each horizontal border, 1..h-1
   * @param period distance of lines that are alike but for borders: the factor of a model whose
   *     result is made of blocks, which have rims of their own; else 1
   * @return 1 for a picture without any gradient there, or without borders
   */
  public static double ratio(
      Tensor picture, List<Integer> columns, List<Integer> rows, int period) {
    List<double[]> pairs = new ArrayList<>();
    collect(picture, 3, columns, period, pairs);
    collect(picture, 2, rows, period, pairs);
    double across = 0;
    double beside = 0;
    for (double[] pair : pairs) {
      across += pair[0];
      beside += pair[1];
    }
    if (pairs.isEmpty() || across / pairs.size() < NOTHING && beside / pairs.size() < NOTHING) {
      return 1;
    }
    return across / beside;
  }

  private static void collect(
      Tensor picture, int axis, List<Integer> borders, int period, List<double[]> pairs) {
    if (borders.isEmpty()) {
      return;
    }
    double[] energy = energy(picture, axis);
    Set<Integer> taken = new TreeSet<>(borders);
    for (int border : taken) {
      double sum = 0;
      int count = 0;
      for (int distance = -FAR / period * period; distance <= FAR; distance += period) {
        int at = border + distance;
        if (Math.abs(distance) >= NEAR && at >= 1 && at <= energy.length && !taken.contains(at)) {
          sum += energy[at - 1];
          count++;
        }
      }
      if (count > 0) {
        pairs.add(new double[] {energy[border - 1], sum / count});
      }
    }
  }

  /** Entry i - 1 is the mean squared difference of line i to the line before. */
  private static double[] energy(Tensor picture, int axis) {
    try (var scope = Scope.open()) {
      long length = picture.size(axis);
      Tensor step = picture.narrow(axis, 1, length - 1).sub(picture.narrow(axis, 0, length - 1));
      long[] others = axis == 3 ? new long[] {0, 1, 2} : new long[] {0, 1, 3};
      float[] values =
          Tensors.floats(step.pow(new Scalar(2)).mean(others, false, new ScalarTypeOptional()));
      double[] energy = new double[values.length];
      for (int i = 0; i < energy.length; i++) {
        energy[i] = values[i];
      }
      return energy;
    }
  }
}
