package io.github.resshift.model;

import io.github.resshift.nn.Norms;
import org.bytedeco.pytorch.Tensor;

/**
 * The first stage: the pair of maps between pictures and the latents in which the chain runs
 * (docs/method.md section 5). Implementations are immutable after loading and may be used from
 * several threads at once.
 */
public interface FirstStage extends AutoCloseable {
  /** Pixels per latent position and side, a power of two. */
  int factor();

  /** Channels of a latent. */
  int latentChannels();

  /**
   * Picture to latent.
   *
   * @param image [N, 3, H, W] in [-1, 1]
   * @return [N, latentChannels, floor(H / factor), floor(W / factor)]
   */
  Tensor encode(Tensor image);

  /**
   * Latent to picture; the result is not clamped.
   *
   * @param latent [N, latentChannels, h, w]
   * @return [N, 3, h * factor, w * factor]
   */
  Tensor decode(Tensor latent);

  /**
   * As {@link #encode(Tensor)}, with statistics of normalisation from elsewhere; a first stage
   * without normalisation ignores them.
   */
  default Tensor encode(Tensor image, Norms norms) {
    return encode(image);
  }

  /** As {@link #decode(Tensor)}, with statistics of normalisation from elsewhere. */
  default Tensor decode(Tensor latent, Norms norms) {
    return decode(latent);
  }

  @Override
  void close();
}
