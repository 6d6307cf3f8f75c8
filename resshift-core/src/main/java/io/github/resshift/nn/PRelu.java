package io.github.resshift.nn;

import io.github.resshift.weights.Init;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Leaky rectifier with a learnt slope for each channel, which is the second dimension. */
public final class PRelu {
  private final Tensor slope;

  /** Fetches {@code weight} [channels]. */
  public PRelu(WeightScope scope, int channels) {
    this.slope = scope.get("weight", Init.zeros(), channels);
  }

  /** x where it is positive, slope * x elsewhere; the same shape. */
  public Tensor forward(Tensor x) {
    return torch.prelu(x, slope);
  }
}
