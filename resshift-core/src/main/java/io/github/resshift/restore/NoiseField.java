package io.github.resshift.restore;

import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Standard normal noise over a whole latent, of which tiles take windows. Thread-safe. */
@FunctionalInterface
public interface NoiseField {
  /**
   * A window of one draw; overlapping windows agree where they overlap.
   *
   * @param step the draw: {@link io.github.resshift.diffusion.NoiseSource#PRIOR} or the original
   *     number of a step
   * @return float32 CPU [1, channels, height, width]
   */
  Tensor window(int step, int channels, long top, long left, int height, int width);

  /**
   * The same noise {@code share} times as strong. In the chain this is the same as kappa times
   * {@code share} wherever noise is added, while the network's input stays scaled as in training.
   */
  static NoiseField scaled(NoiseField field, double share) {
    if (share == 1) {
      return field;
    }
    return (step, channels, top, left, height, width) ->
        Scope.keep(
            () ->
                field
                    .window(step, channels, top, left, height, width)
                    .mul_(new Scalar((float) share)));
  }
}
