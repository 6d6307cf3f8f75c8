package io.github.resshift.model;

import io.github.resshift.nn.Norms;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import org.bytedeco.pytorch.Tensor;

/** A first stage with weights, which can be trained. */
public sealed interface Autoencoder extends FirstStage permits VqAutoencoder, KlAutoencoder {
  /** {@inheritDoc} Every normalisation takes its statistics from what it is given. */
  @Override
  default Tensor encode(Tensor image) {
    return encode(image, Norms.OWN);
  }

  /** {@inheritDoc} Every normalisation takes its statistics from what it is given. */
  @Override
  default Tensor decode(Tensor latent) {
    return decode(latent, Norms.OWN);
  }

  @Override
  Tensor encode(Tensor image, Norms norms);

  @Override
  Tensor decode(Tensor latent, Norms norms);

  /**
   * What the encoder says of a picture, before that becomes one latent.
   *
   * @param image [N, 3, H, W] in [-1, 1]
   * @return the latent itself, or the parameters of a distribution of latents: as many channels, or
   *     twice as many
   */
  Tensor encoded(Tensor image);

  /**
   * Decodes a latent as it is.
   *
   * @param latent [N, latentChannels, h, w]
   * @return [N, 3, h * factor, w * factor], not clamped
   */
  Tensor decodePlain(Tensor latent);

  /** The tensors under their published names. */
  Parameters parameters();

  /**
   * Loads an autoencoder of any kind.
   *
   * @throws io.github.resshift.weights.CheckpointException if the tensors do not fit the
   *     configuration
   */
  static Autoencoder load(AutoencoderConfig config, WeightSource source, Placement placement) {
    return config instanceof VqConfig vq
        ? VqAutoencoder.load(vq, source, placement)
        : KlAutoencoder.load((KlConfig) config, source, placement);
  }

  /** Makes an autoencoder of any kind with fresh weights, a function of the seed alone. */
  static Autoencoder initialise(AutoencoderConfig config, long seed, Placement placement) {
    return config instanceof VqConfig vq
        ? VqAutoencoder.initialise(vq, seed, placement)
        : KlAutoencoder.initialise((KlConfig) config, seed, placement);
  }
}
