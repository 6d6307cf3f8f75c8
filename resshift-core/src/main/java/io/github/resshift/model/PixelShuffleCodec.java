package io.github.resshift.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A lossless first stage: blocks of factor x factor pixels become channels. Small models use it in
 * place of an autoencoder. Channel c * factor^2 + i * factor + j holds the pixel (i, j) of colour c
 * in a block.
 */
public final class PixelShuffleCodec implements FirstStage {
  private final PixelShuffleConfig config;

  /** A codec with the given block size. */
  public PixelShuffleCodec(PixelShuffleConfig config) {
    this.config = config;
  }

  @Override
  public int factor() {
    return config.factor();
  }

  @Override
  public int latentChannels() {
    return config.latentChannels();
  }

  /** {@inheritDoc} Height and width must be multiples of the factor. */
  @Override
  public Tensor encode(Tensor image) {
    return torch.pixel_unshuffle(image, config.factor());
  }

  @Override
  public Tensor decode(Tensor latent) {
    return torch.pixel_shuffle(latent, config.factor());
  }

  @Override
  public void close() {
    // It owns nothing.
  }
}
