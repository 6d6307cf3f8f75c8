package io.github.resshift.model;

import org.bytedeco.pytorch.Tensor;

/** The first stage of a chain on pixels: latents are the pictures themselves. */
public final class IdentityStage implements FirstStage {
  @Override
  public int factor() {
    return 1;
  }

  @Override
  public int latentChannels() {
    return 3;
  }

  @Override
  public Tensor encode(Tensor image) {
    return new Tensor(image);
  }

  @Override
  public Tensor decode(Tensor latent) {
    return new Tensor(latent);
  }

  @Override
  public void close() {
    // It owns nothing.
  }
}
