package io.github.resshift.engine;

import io.github.resshift.diffusion.NoiseSource;
import io.github.resshift.diffusion.Sampler;

/**
 * A sampler, the noise that it draws from, and how far the result goes from the first prediction of
 * the clean picture, which is the mean of what it may have been, to the sample: 0 to 1.
 *
 * @param views in how many {@linkplain View views} the chain runs; the result is their mean
 */
public record Chain(Sampler sampler, NoiseField noise, double realism, int views) {
  /** Index of the first step; the last one is {@link #last}. */
  public int first() {
    return sampler.chain().size() - 1;
  }

  /** Nothing but the first prediction is needed of a result without realism. */
  public int last() {
    return realism == 0 ? first() : 0;
  }

  /** Calls of the network. */
  public int predictions() {
    return first() - last() + 1;
  }

  /** Whether the first prediction is needed when the last one is made. */
  public boolean blends() {
    return realism < 1 && predictions() > 1;
  }

  /**
   * Rows of tiles of the latent that a run keeps at once: one before each step and two that are
   * being made; the first prediction waits until the last one comes to it.
   */
  public int rows() {
    return predictions() + 2 + (blends() ? predictions() : 0);
  }

  /** The noise of the latent at an offset. */
  public NoiseSource at(long top, long left) {
    return (step, shape) ->
        noise.window(step, (int) shape[1], top, left, (int) shape[2], (int) shape[3]);
  }
}
