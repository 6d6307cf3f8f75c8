package io.github.resshift.measure;

/** What of a model is measured by itself. */
public enum Part {
  /** One step of the denoiser; the side is that of the latent. */
  STEP,
  /** Encoding by the VQ autoencoder; the side is that of the picture. */
  ENCODE,
  /** Decoding by the VQ autoencoder, the search for codes included; the side is the picture's. */
  DECODE
}
