package io.github.resshift.model;

/** Which first stage a model uses. */
public sealed interface FirstStageConfig permits VqConfig, PixelShuffleConfig, IdentityConfig {
  /** Pixels per latent position and side. */
  int factor();

  /** Channels of a latent. */
  int latentChannels();
}
