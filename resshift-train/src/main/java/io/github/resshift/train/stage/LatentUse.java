package io.github.resshift.train.stage;

/** How the latents of an iteration were used. */
public sealed interface LatentUse {
  /**
   * Of a VQ autoencoder.
   *
   * @param used codes that were used since unused ones were last moved
   * @param all number of codes
   * @param moved unused codes that were moved after this iteration
   */
  record Codes(long used, long all, long moved) implements LatentUse {}

  /**
   * Of an autoencoder with means and variances.
   *
   * @param deviation standard deviation of the means over the batch; its inverse is the {@code
   *     scale_factor} with which latents have unit variance
   */
  record Spread(double deviation) implements LatentUse {}
}
