package io.github.resshift.diffusion;

import io.github.resshift.tensor.Tensors;
import java.util.Arrays;
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
}
