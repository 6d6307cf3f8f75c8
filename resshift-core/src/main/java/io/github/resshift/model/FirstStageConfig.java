package io.github.resshift.model;

/** Which first stage a model uses. */
public sealed interface FirstStageConfig
    permits AutoencoderConfig, PixelShuffleConfig, IdentityConfig {
  /** Pixels per latent position and side. */
  int factor();

  /** Channels of a latent. */
  int latentChannels();
}
