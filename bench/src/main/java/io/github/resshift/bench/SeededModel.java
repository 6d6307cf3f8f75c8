package io.github.resshift.bench;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.ModelYaml;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.model.VqAutoencoder;
import io.github.resshift.model.VqConfig;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
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
 * decoder's last convolution is scaled so that the picture has the contrast of a photograph; with
 * less, differences between precisions would look smaller than they are.
 */
final class SeededModel {
  private static final long SEED = 1;
  private static final double DECODER_GAIN = 8;
  private static final String NETWORK = "network.safetensors";
  private static final String FIRST_STAGE = "first_stage.safetensors";

  private SeededModel() {}

  /** The trained model file of an architecture, or one that is written to {@code folder}. */
  static Path fileOf(Architecture architecture, Path folder) throws IOException {
    return architecture.trained().isPresent()
        ? architecture.trained().get()
        : write(architecture.description(), folder);
  }

  /** Writes a model file and its weights; gives the path of the model file. */
  static Path write(ModelDescription model, Path folder) throws IOException {
    try (var scope = Scope.open();
        SwinUNet network = SwinUNet.initialise(model.network(), SEED, Placement.cpu())) {
      save(network.parameters().weights(), folder.resolve(NETWORK));
    }
    boolean vq = model.firstStage() instanceof VqConfig;
    if (model.firstStage() instanceof VqConfig config) {
      try (var scope = Scope.open();
          VqAutoencoder stage = VqAutoencoder.initialise(config, SEED, Placement.cpu())) {
        save(stage.parameters().weights(), folder.resolve(FIRST_STAGE));
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
            vq ? Optional.of(Weights.of(FIRST_STAGE)) : Optional.empty(),
            "",
            "Made-up weights, for measuring speed."),
        file);
    return file;
  }

  private static void save(Map<String, Tensor> weights, Path file) throws IOException {
    Generator random = torch.make_generator_cpu(SEED);
    Map<String, Tensor> filled = new LinkedHashMap<>();
    weights.forEach((name, tensor) -> filled.put(name, filled(name, tensor, random)));
    Safetensors.write(file, filled, Map.of());
  }

  private static Tensor filled(String name, Tensor tensor, Generator random) {
    if (name.equals("quantize.embedding.weight")) {
      return Scope.keep(() -> normal(tensor, random));
    }
    if (name.equals("decoder.conv_out.weight")) {
      return Scope.keep(() -> tensor.mul(new Scalar(DECODER_GAIN)));
    }
    if (tensor.dim() < 2 || tensor.count_nonzero().item_long() > 0) {
      return tensor;
    }
    double fanIn = (double) tensor.numel() / tensor.size(0);
    return Scope.keep(() -> normal(tensor, random).mul(new Scalar(1 / Math.sqrt(fanIn))));
  }

  private static Tensor normal(Tensor like, Generator random) {
    return torch.randn(Tensors.shape(like), new GeneratorOptional(random));
  }
}
