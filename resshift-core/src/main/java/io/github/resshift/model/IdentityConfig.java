package io.github.resshift.model;

import io.github.resshift.config.Kind;

/** No first stage: the chain runs on the pixels themselves ({@code latent_flag: false}). */
@Kind("identity")
public record IdentityConfig() implements FirstStageConfig {
  @Override
  public int factor() {
    return 1;
  }

  @Override
  public int latentChannels() {
    return 3;
  }
}
