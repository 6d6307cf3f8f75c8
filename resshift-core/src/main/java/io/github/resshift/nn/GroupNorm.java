package io.github.resshift.nn;

import io.github.resshift.weights.Init;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Group normalisation with 32 groups over [N, C, H, W]; statistics are accumulated in float32 for
 * every type of input.
 */
public final class GroupNorm {
  private static final int GROUPS = 32;

  private final Tensor weight;
  private final Tensor bias;
  private final double epsilon;

  /** Fetches {@code weight} and {@code bias}; {@code channels} must be a multiple of 32. */
  public GroupNorm(WeightScope scope, int channels, double epsilon) {
    this.weight = scope.get("weight", Init.ones(), channels);
    this.bias = scope.get("bias", Init.zeros(), channels);
    this.epsilon = epsilon;
  }

  /** Normalises and applies the affine map. */
  public Tensor forward(Tensor x) {
    return normalise(x, weight, bias);
  }

  /**
   * The same, then {@code h * (1 + scale) + shift} for every sample alike, folded into the affine
   * map: one pass over the activations in place of three.
   *
   * @param scale [C]
   * @param shift [C]
   */
  Tensor forward(Tensor x, Tensor scale, Tensor shift) {
    Tensor factor = scale.add(new Scalar(1));
    return normalise(x, weight.mul(factor), torch.addcmul(shift, bias, factor));
  }

  private Tensor normalise(Tensor x, Tensor factor, Tensor offset) {
    return torch.group_norm(
        x, GROUPS, new TensorOptional(factor), new TensorOptional(offset), epsilon, true);
  }
}
