package io.github.resshift.restore;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.ModelYaml;
import io.github.resshift.catalog.Task;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.PredictType;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Models with seeded weights that take milliseconds. */
final class TinyModels {
  private TinyModels() {}

  /** Writes a model for enlarging by four; gives the path of its description. */
  static String superResolution(Path folder) throws IOException {
    Path weights = folder.resolve("tiny.safetensors");
    try (var scope = Scope.open();
        SwinUNet network = SwinUNet.initialise(network(), 1, Placement.cpu())) {
      Map<String, Tensor> tensors = new LinkedHashMap<>(network.parameters().weights());
      // The last convolution starts at zero; with that there would be nothing to compare.
      Generator random = torch.make_generator_cpu(2);
      Tensor last = tensors.get("out.2.weight");
      long[] shape = {last.size(0), last.size(1), last.size(2), last.size(3)};
      tensors.put(
          "out.2.weight", torch.randn(shape, new GeneratorOptional(random)).mul(new Scalar(0.003)));
      Safetensors.write(weights, tensors, Map.of());
    }
    Path file = folder.resolve("tiny.yaml");
    ModelYaml.write(description(Optional.of(Weights.of("tiny.safetensors"))), file);
    return file.toString();
  }

  /** The same network, freshly initialised. */
  static Pipeline pipeline() {
    return Pipeline.initialise(description(Optional.empty()), 1, Placement.cpu());
  }

  private static ModelDescription description(Optional<Weights> weights) {
    return new ModelDescription(
        "tiny",
        Task.SUPER_RESOLUTION,
        new DiffusionConfig(
            4,
            4,
            0.99,
            0.04,
            0.1,
            0.3,
            false,
            PredictType.RESIDUAL,
            Optional.empty(),
            1,
            true,
            true),
        network(),
        new PixelShuffleConfig(4),
        16,
        Optional.of(2),
        weights,
        Optional.empty(),
        "",
        "");
  }

  private static SwinUNetConfig network() {
    return new SwinUNetConfig(
        16,
        48,
        32,
        48,
        List.of(16),
        0,
        List.of(1, 1),
        List.of(1, 1),
        -1,
        32,
        2,
        32,
        8,
        2,
        true,
        false,
        16);
  }
}
