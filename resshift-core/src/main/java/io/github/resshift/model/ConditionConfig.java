package io.github.resshift.model;

/** What a denoiser is told of the low-quality picture beside x_t. */
public sealed interface ConditionConfig
    permits ConditionConfig.None, ConditionConfig.SmallPicture, GuideConfig {
  /** Nothing: the chain's low-quality end is all that it knows. */
  record None() implements ConditionConfig {}

  /**
   * The small picture itself.
   *
   * @param mask whether a mask is a fourth channel
   * @param size nominal side, which tells how often it is halved on the way to the latent's grid
   */
  record SmallPicture(boolean mask, int size) implements ConditionConfig {}

  /** Whether a mask belongs to it. */
  default boolean masked() {
    return this instanceof SmallPicture small && small.mask();
  }
}
