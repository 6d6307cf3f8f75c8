package io.github.resshift.model;

import io.github.resshift.weights.Parameters;

/**
 * A denoiser with weights. Predictions may run on several threads at once; closing frees the
 * weights.
 */
public interface DenoiserNetwork extends Denoiser, AutoCloseable {
  /** The settings. */
  DenoiserConfig config();

  /** The tensors under their published names. */
  Parameters parameters();

  /** Switches what only training does, such as dropout, on or off; off at first. */
  void train(boolean on);

  @Override
  void close();
}
