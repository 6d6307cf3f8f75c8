package io.github.resshift.restore;

import io.github.resshift.diffusion.NoiseSource;
import io.github.resshift.diffusion.Sampler;

/**
 * A sampler, the noise that it draws from, and how far the result goes from the first prediction of
 * the clean picture, which is the mean of what it may have been, to the sample: 0 to 1.
 */
record Chain(Sampler sampler, NoiseField noise, double realism) {
  /** Index of the first step; the last one is {@link #last}. */
  int first() {
    return sampler.chain().schedule().size() - 1;
  }

  /** Nothing but the first prediction is needed of a result without realism. */
  int last() {
    return realism == 0 ? first() : 0;
  }

  /** Calls of the network. */
  int predictions() {
    return first() - last() + 1;
  }

  /** Whether the first prediction is needed when the last one is made. */
  boolean blends() {
    return realism < 1 && predictions() > 1;
  }

  /**
   * Rows of tiles of the latent that a run keeps at once: one before each step and two that are
   * being made; the first prediction waits until the last one comes to it.
   */
  int rows() {
    return predictions() + 2 + (blends() ? predictions() : 0);
  }

  /** The noise of the latent at an offset. */
  NoiseSource at(long top, long left) {
    return (step, shape) ->
        noise.window(step, (int) shape[1], top, left, (int) shape[2], (int) shape[3]);
  }
}
