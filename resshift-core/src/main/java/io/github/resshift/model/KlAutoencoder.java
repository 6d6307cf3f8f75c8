package io.github.resshift.model;

import io.github.resshift.nn.Conv2d;
import io.github.resshift.nn.Norms;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Parameters;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightLoader;
import io.github.resshift.weights.WeightScope;
import io.github.resshift.weights.WeightSource;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A first stage whose encoder tells a distribution of latents, {@code AutoencoderKL} (Rombach et
 * al. 2022): the networks of {@link VqAutoencoder} without codes. Used as a first stage it encodes
 * to the mean and draws nothing. Thread-safe; closing frees the weights.
 */
public final class KlAutoencoder implements Autoencoder {
  private final KlConfig config;
  private final Encoder encoder;
  private final Decoder decoder;
  private final Conv2d quantConv;
  private final Conv2d postQuantConv;
  private final ScalarType stageDtype;
  private final Parameters parameters;

  private KlAutoencoder(KlConfig config, WeightLoader loader) {
    this.config = config;
    WeightScope root = loader.root();
    this.stageDtype = root.placement().stageDtype();
    int moments = 2 * config.zChannels();
    this.encoder = new Encoder(root.at("encoder"), config, moments);
    this.decoder = new Decoder(root.in(stageDtype).at("decoder"), config);
    this.quantConv = Conv2d.pointwise(root.at("quant_conv"), moments, 2 * config.embedDim());
    this.postQuantConv =
        Conv2d.pointwise(root.at("post_quant_conv"), config.embedDim(), config.zChannels());
    this.parameters = loader.finish();
  }

  /**
   * Loads an autoencoder.
   *
   * @throws io.github.resshift.weights.CheckpointException if the tensors do not fit the
   *     configuration
   */
  public static KlAutoencoder load(KlConfig config, WeightSource source, Placement placement) {
    return new KlAutoencoder(config, new WeightLoader(source, placement));
  }

  /** Makes an autoencoder with fresh weights, a function of the seed alone. */
  public static KlAutoencoder initialise(KlConfig config, long seed, Placement placement) {
    return new KlAutoencoder(config, WeightLoader.initialise(seed, placement));
  }

  @Override
  public int factor() {
    return config.factor();
  }

  @Override
  public int latentChannels() {
    return config.latentChannels();
  }

  /** {@inheritDoc} Here that is a {@link DiagonalGaussian}. */
  @Override
  public Tensor encoded(Tensor image) {
    return Scope.keep(() -> encoded(image, Norms.OWN));
  }

  /**
   * {@inheritDoc} The mode of the distribution. Sides need not be multiples of the factor; a
   * remainder is dropped level by level.
   */
  @Override
  public Tensor encode(Tensor image, Norms norms) {
    return Scope.keep(() -> new DiagonalGaussian(encoded(image, norms)).mode().contiguous());
  }

  private Tensor encoded(Tensor image, Norms norms) {
    return quantConv.forward(encoder.forward(image, norms));
  }

  @Override
  public Tensor decode(Tensor latent, Norms norms) {
    return Scope.keep(() -> decoder.forward(postQuantConv.forward(latent).to(stageDtype), norms));
  }

  @Override
  public Tensor decodePlain(Tensor latent) {
    return decode(latent, Norms.OWN);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public void close() {
    parameters.close();
  }
}
