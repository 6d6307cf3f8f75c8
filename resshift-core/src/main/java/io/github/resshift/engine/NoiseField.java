package io.github.resshift.engine;

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
}
