package io.github.resshift.nn;

import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The embedding of a time step (docs/method.md section 4): [cos, sin] of t exp(-ln(10000) i /
 * half), then Linear, SiLU, Linear.
 */
public final class TimeEmbedding {
  private static final float LOG_PERIOD = (float) -Math.log(10_000);

  private final int width;
  private final Linear first;
  private final Linear second;
  private final Placement placement;

  /** Fetches {@code 0} [4w, w] and {@code 2} [4w, 4w]. */
  public TimeEmbedding(WeightScope scope, int width) {
    this.width = width;
    this.first = new Linear(scope.at(0), width, 4 * width);
    this.second = new Linear(scope.at(2), 4 * width, 4 * width);
    this.placement = scope.placement();
  }

  /**
   * Embeds original step numbers.
   *
   * @return [N, 4 width]
   */
  public Tensor forward(long[] steps) {
    int half = width / 2;
    float[] values = new float[steps.length * width];
    for (int n = 0; n < steps.length; n++) {
      for (int i = 0; i < half; i++) {
        // Frequency and angle are float32 in the published network.
        float frequency = (float) Math.exp(LOG_PERIOD * i / half);
        float angle = steps[n] * frequency;
        values[n * width + i] = (float) Math.cos(angle);
        values[n * width + half + i] = (float) Math.sin(angle);
      }
    }
    Tensor sinusoids =
        Tensors.of(values, steps.length, width).to(placement.handle(), placement.dtype());
    return second.forward(torch.silu(first.forward(sinusoids)));
  }
}
