package io.github.resshift.diffusion;

/**
 * Settings of a chain from a state that can be drawn to a clean picture. Which chain it is decides
 * where it begins; the network and its training are the same.
 */
public sealed interface ChainConfig permits DiffusionConfig, NoiseConfig {
  /** Super-resolution factor {@code sf}: 1 to 16. */
  int scale();

  /** T, at least 1. */
  int steps();

  /** Multiplies latents after encoding. */
  double scaleFactor();

  /** Meaning of the network's output. */
  PredictType predictType();

  /** The chain on its own steps, as it is trained. */
  DiffusionProcess process();

  /**
   * The chain on {@code count} of its steps, evenly spread, always with the last one, where it
   * begins.
   *
   * @throws IllegalArgumentException if {@code count} is not 1..T
   */
  DiffusionProcess sampling(int count);
}
