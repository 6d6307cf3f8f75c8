package io.github.resshift.nn;

import io.github.resshift.weights.Init;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A linear map with bias on the last dimension: [..., in] to [..., out]. */
public final class Linear {
  private final Tensor weight;
  private final Tensor bias;

  /** Fetches {@code weight} [out, in] and {@code bias} [out]. */
  public Linear(WeightScope scope, int in, int out) {
    this.weight = scope.get("weight", Init.fanIn(in), out, in);
    this.bias = scope.get("bias", Init.fanIn(in), out);
  }

  /** Applies the map. */
  public Tensor forward(Tensor x) {
    return torch.linear(x, weight, new TensorOptional(bias));
  }
}
