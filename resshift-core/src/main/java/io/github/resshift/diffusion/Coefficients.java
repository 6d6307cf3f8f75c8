package io.github.resshift.diffusion;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Tables of the chain as tensors. */
final class Coefficients {
  private Coefficients() {}

  /** One float32 coefficient a sample, shaped to broadcast over {@code like}. */
  static Tensor at(double[] table, long[] t, Tensor like) {
    float[] values = new float[t.length];
    for (int n = 0; n < t.length; n++) {
      values[n] = (float) table[(int) t[n]];
    }
    long[] shape = new long[(int) like.dim()];
    Arrays.fill(shape, 1);
    shape[0] = t.length;
    Tensor coefficients = Tensors.of(values, shape);
    return like.is_cuda() ? coefficients.to(like.device(), like.scalar_type()) : coefficients;
  }

  /** Mean squared error over C, h, w: [N]. */
  static Tensor squares(Tensor output, Tensor target) {
    return Scope.keep(
        () ->
            output
                .sub(target)
                .pow(new Scalar(2))
                .mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional()));
  }
}
