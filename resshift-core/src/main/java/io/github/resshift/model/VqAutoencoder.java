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
 * The published first stage {@code VQModelTorch} (docs/method.md section 5). Encoding is
 * deterministic and not quantised; decoding quantises first. Thread-safe; closing frees the
 * weights.
 */
public final class VqAutoencoder implements Autoencoder {
  private final VqConfig config;
  private final Encoder encoder;
  private final Decoder decoder;
  private final Codebook codebook;
  private final Conv2d quantConv;
  private final Conv2d postQuantConv;
  private final ScalarType stageDtype;
  private final Parameters parameters;

  private VqAutoencoder(VqConfig config, WeightLoader loader) {
    this.config = config;
    WeightScope root = loader.root();
    this.stageDtype = root.placement().stageDtype();
    this.encoder = new Encoder(root.at("encoder"), config, config.zChannels());
    this.decoder = new Decoder(root.in(stageDtype).at("decoder"), config);
    this.codebook = new Codebook(root.at("quantize"), config.codes(), config.embedDim());
    this.quantConv = Conv2d.pointwise(root.at("quant_conv"), config.zChannels(), config.embedDim());
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
  public static VqAutoencoder load(VqConfig config, WeightSource source, Placement placement) {
    return new VqAutoencoder(config, new WeightLoader(source, placement));
  }

  /** Makes an autoencoder with fresh weights, a function of the seed alone. */
  public static VqAutoencoder initialise(VqConfig config, long seed, Placement placement) {
    return new VqAutoencoder(config, WeightLoader.initialise(seed, placement));
  }

  @Override
  public int factor() {
    return config.factor();
  }

  @Override
  public int latentChannels() {
    return config.latentChannels();
  }

  /**
   * {@inheritDoc} Sides need not be multiples of the factor; a remainder is dropped level by level.
   */
  @Override
  public Tensor encode(Tensor image, Norms norms) {
    return Scope.keep(() -> quantConv.forward(encoder.forward(image, norms)));
  }

  @Override
  public Tensor decode(Tensor latent, Norms norms) {
    return Scope.keep(() -> decoded(codebook.quantize(latent), norms));
  }

  @Override
  public Tensor encoded(Tensor image) {
    return encode(image);
  }

  /** {@inheritDoc} Here that is without the search for codes. */
  @Override
  public Tensor decodePlain(Tensor latent) {
    return Scope.keep(() -> decoded(latent, Norms.OWN));
  }

  private Tensor decoded(Tensor latent, Norms norms) {
    return decoder.forward(postQuantConv.forward(latent).to(stageDtype), norms);
  }

  /** The codes. */
  public Codebook codebook() {
    return codebook;
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
