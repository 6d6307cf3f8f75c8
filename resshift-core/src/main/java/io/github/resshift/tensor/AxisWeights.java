package io.github.resshift.tensor;

import org.bytedeco.pytorch.Tensor;

/**
 * A resampling along one axis: output pixel i is the sum over the taps k of weight[k][i] times
 * input pixel index[k][i]. Immutable and thread-safe.
 *
 * @param index input pixels, [taps][outputs]
 * @param weight their weights, [taps][outputs]
 */
public record AxisWeights(long[][] index, float[][] weight) {
  /** Allocates for a number of outputs and taps; all weights are 0. */
  public static AxisWeights blank(int taps, int outputs) {
    return new AxisWeights(new long[taps][outputs], new float[taps][outputs]);
  }

  /** Applies the sum along a dimension of [N, C, H, W], in float32. */
  public Tensor apply(Tensor image, int dimension) {
    return Scope.keep(
        () -> {
          int outputs = index[0].length;
          long[] shape = {1, 1, 1, 1};
          shape[dimension] = outputs;
          Tensor sum = null;
          for (int k = 0; k < index.length; k++) {
            Tensor taken = image.index_select(dimension, Tensors.of(index[k], outputs));
            Tensor part = taken.mul_(Tensors.of(weight[k], shape));
            sum = sum == null ? part : sum.add_(part);
          }
          return sum;
        });
  }
}
