package io.github.resshift.measure;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.ModelYaml;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A model file with made-up weights: they cost the same time and memory as trained ones.
 *
 * <p>Weights that start at zero for training are drawn, too, codes spread like latents, and the
 * decoder's last convolution is scaled so that pictures have the contrast of photographs; with
 * less, differences between precisions would look smaller than they are.
 */
public final class SeededModel {
  private static final long SEED = 1;

  /** Standard deviation of decoded pictures in [-1, 1]: some 50 of 255 levels. */
  private static final double CONTRAST = 0.4;

  private static final int PROBE = 16;
  private static final String NETWORK = "network.safetensors";
  private static final String LAST = "decoder.conv_out.weight";
  private static final String CODES = "quantize.embedding.weight";
  private static final String FIRST_STAGE = "first_stage.safetensors";

  private SeededModel() {}

  /**
   * What {@link ModelCatalog#resolve} takes for an architecture: the name of the trained model, or
   * the path of a model file that is written to {@code folder}.
   */
  public static String of(Architecture architecture, Path folder) throws IOException {
    return architecture.trained().isPresent()
        ? architecture.trained().get()
        : write(architecture.description(), folder).toString();
  }

  /** Writes a model file and its weights; gives the path of the model file. */
  public static Path write(ModelDescription model, Path folder) throws IOException {
    try (var scope = Scope.open();
        DenoiserNetwork network = model.network().initialise(SEED, Placement.cpu())) {
      Safetensors.write(folder.resolve(NETWORK), filled(network.parameters().weights()), Map.of());
    }
    boolean autoencoder = model.firstStage() instanceof AutoencoderConfig;
    if (model.firstStage() instanceof AutoencoderConfig config) {
      try (var scope = Scope.open();
          Autoencoder stage = Autoencoder.initialise(config, SEED, Placement.cpu())) {
        Map<String, Tensor> weights = filled(stage.parameters().weights());
        weights.put(LAST, weights.get(LAST).mul(new Scalar(CONTRAST / contrast(config, weights))));
        Safetensors.write(folder.resolve(FIRST_STAGE), weights, Map.of());
      }
    }
    Path file = folder.resolve("model.yaml");
    ModelYaml.write(
        new ModelDescription(
            model.name(),
            model.task(),
            model.diffusion(),
            model.network(),
            model.firstStage(),
            model.paddingOffset(),
            model.defaultSteps(),
            Optional.of(Weights.of(NETWORK)),
            autoencoder ? Optional.of(Weights.of(FIRST_STAGE)) : Optional.empty(),
            "",
            "Made-up weights, for measuring speed."),
        file);
    return file;
  }

  /** The standard deviation of what latents of unit variance decode to. */
  private static double contrast(AutoencoderConfig config, Map<String, Tensor> weights) {
    try (var scope = Scope.open();
        var source = new MemorySource("made-up weights", weights);
        Autoencoder stage = Autoencoder.load(config, source, Placement.cpu())) {
      long[] shape = {1, config.latentChannels(), PROBE, PROBE};
      return stage.decode(normal(shape, torch.make_generator_cpu(SEED))).std().item_double();
    }
  }

  private static Map<String, Tensor> filled(Map<String, Tensor> weights) {
    Generator random = torch.make_generator_cpu(SEED);
    Map<String, Tensor> filled = new LinkedHashMap<>();
    weights.forEach((name, tensor) -> filled.put(name, filled(name, tensor, random)));
    return filled;
  }

  private static Tensor filled(String name, Tensor tensor, Generator random) {
    long[] shape = Tensors.shape(tensor);
    if (name.equals(CODES)) {
      return normal(shape, random);
    }
    if (tensor.dim() < 2 || tensor.count_nonzero().item_long() > 0) {
      return tensor;
    }
    double fanIn = (double) tensor.numel() / tensor.size(0);
    return normal(shape, random).mul(new Scalar(1 / Math.sqrt(fanIn)));
  }

  private static Tensor normal(long[] shape, Generator random) {
    return torch.randn(shape, new GeneratorOptional(random));
  }
}
