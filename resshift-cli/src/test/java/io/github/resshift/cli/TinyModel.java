package io.github.resshift.cli;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.ModelYaml;
import io.github.resshift.catalog.Task;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.PredictType;
import io.github.resshift.model.IdentityConfig;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;

/** Writes the smallest models that run, with fresh weights. */
final class TinyModel {
  private static final int SIDE = 16;
  private static final int STEPS = 4;

  private TinyModel() {}

  /**
   * Writes a model file and its weights.
   *
   * @return the folder, which names the model
   */
  static Path write(Path folder, Task task) throws IOException {
    boolean upscale = task == Task.SUPER_RESOLUTION;
    int channels = upscale ? 48 : 3;
    SwinUNetConfig network =
        new SwinUNetConfig(
            SIDE,
            channels,
            32,
            channels,
            List.of(),
            0,
            List.of(1),
            List.of(1),
            1,
            32,
            1,
            32,
            8,
            1.0,
            true,
            task == Task.INPAINT,
            SIDE);
    DiffusionConfig chain =
        new DiffusionConfig(
            upscale ? 4 : 1,
            STEPS,
            0.99,
            0.2,
            0.5,
            0.3,
            false,
            PredictType.XSTART,
            Optional.empty(),
            1.0,
            true,
            false);
    ModelDescription description =
        new ModelDescription(
            "tiny",
            task,
            chain,
            network,
            upscale ? new PixelShuffleConfig(4) : new IdentityConfig(),
            8,
            Optional.empty(),
            Optional.of(Weights.of("weights.safetensors")),
            Optional.empty(),
            "",
            "");
    try (SwinUNet net = SwinUNet.initialise(network, 1, Placement.cpu())) {
      // A fresh network ends in zeros; with these the noise shows in the result.
      Init.normal(0.1)
          .fill(net.parameters().weights().get("out.2.weight"), torch.make_generator_cpu(1));
      Safetensors.write(folder.resolve("weights.safetensors"), net.parameters().state(), Map.of());
    }
    ModelYaml.write(description, folder.resolve("model.yaml"));
    return folder;
  }
}
