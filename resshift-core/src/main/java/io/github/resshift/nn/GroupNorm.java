package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Group normalisation with 32 groups over [N, C, H, W]; statistics are accumulated in float32 for
 * every type of input.
 */
public final class GroupNorm {
  static final int GROUPS = 32;

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

  /** The same with given statistics in place of those of {@code x}. */
  Tensor forward(Tensor x, SharedNorms.Statistics given) {
    return Scope.keep(
        () ->
            torch.batch_norm(
                x,
                new TensorOptional(weight.to(ScalarType.Float)),
                new TensorOptional(bias.to(ScalarType.Float)),
                new TensorOptional(channels(given.mean(), x)),
                new TensorOptional(channels(given.variance(), x)),
                false,
                0,
                epsilon,
                false));
  }

  /** Of one sample [1, C, H, W]. */
  SharedNorms.Statistics statistics(Tensor x) {
    var none = new TensorOptional();
    long positions = x.size(2) * x.size(3);
    var made = torch.native_group_norm(x, none, none, 1, x.size(1), positions, GROUPS, epsilon);
    float[] means = Tensors.floats(made.get1());
    float[] inverse = Tensors.floats(made.get2());
    double[] mean = new double[GROUPS];
    double[] variance = new double[GROUPS];
    for (int g = 0; g < GROUPS; g++) {
      mean[g] = means[g];
      variance[g] = 1 / ((double) inverse[g] * inverse[g]) - epsilon;
    }
    return new SharedNorms.Statistics(mean, variance);
  }

  private static Tensor channels(double[] groups, Tensor x) {
    int each = (int) x.size(1) / GROUPS;
    float[] values = new float[GROUPS * each];
    for (int c = 0; c < values.length; c++) {
      values[c] = (float) groups[c / each];
    }
    return Tensors.of(values, values.length).to(x.device(), ScalarType.Float);
  }

  private Tensor normalise(Tensor x, Tensor factor, Tensor offset) {
    return torch.group_norm(
        x, GROUPS, new TensorOptional(factor), new TensorOptional(offset), epsilon, true);
  }
}
