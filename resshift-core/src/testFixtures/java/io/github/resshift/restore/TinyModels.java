package io.github.resshift.restore;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.ModelYaml;
import io.github.resshift.catalog.Task;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.NoiseConfig;
import io.github.resshift.diffusion.PredictType;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.FirstStageConfig;
import io.github.resshift.model.IdentityConfig;
import io.github.resshift.model.KlConfig;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.model.SwinUNetConfig;
import io.github.resshift.model.VqConfig;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Models with seeded weights that take milliseconds. */
public final class TinyModels {
  private static final List<Integer> BLOCKS = List.of(1, 1, 1);

  private TinyModels() {}

  /** Writes a model for enlarging by four; gives the path of its description. */
  public static String superResolution(Path folder) throws IOException {
    return write(folder, "tiny", network(), 0.003, TinyModels::description);
  }

  /**
   * Writes a model that fills holes or restores faces, on pixels; gives the path of its
   * description.
   */
  public static String restoring(Path folder, Task task) throws IOException {
    SwinUNetConfig network = pixels(task == Task.INPAINT);
    return write(
        folder,
        task.label(),
        network,
        0.1,
        weights ->
            new ModelDescription(
                task.label(),
                task,
                new DiffusionConfig(
                    1,
                    4,
                    0.99,
                    0.2,
                    0.5,
                    0.3,
                    false,
                    PredictType.XSTART,
                    Optional.empty(),
                    1,
                    true,
                    false),
                network,
                new IdentityConfig(),
                16,
                Optional.of(2),
                weights,
                Optional.empty(),
                "",
                ""));
  }

  private static String write(
      Path folder,
      String name,
      SwinUNetConfig config,
      double last,
      Function<Optional<Weights>, ModelDescription> description)
      throws IOException {
    Path weights = folder.resolve(name + ".safetensors");
    try (var scope = Scope.open();
        SwinUNet network = SwinUNet.initialise(config, 1, Placement.cpu())) {
      Map<String, Tensor> tensors = new LinkedHashMap<>(network.parameters().weights());
      // The last convolution starts at zero; with that there would be nothing to compare.
      Generator random = torch.make_generator_cpu(2);
      Tensor out = tensors.get("out.2.weight");
      long[] shape = {out.size(0), out.size(1), out.size(2), out.size(3)};
      tensors.put(
          "out.2.weight", torch.randn(shape, new GeneratorOptional(random)).mul(new Scalar(last)));
      Safetensors.write(weights, tensors, Map.of());
    }
    Path file = folder.resolve(name + ".yaml");
    ModelYaml.write(description.apply(Optional.of(Weights.of(name + ".safetensors"))), file);
    return file.toString();
  }

  /** The same network, freshly initialised. */
  public static LoadedModel model() {
    return LoadedModel.initialise(description(Optional.empty()), 1, Placement.cpu());
  }

  /**
   * Every kind of first stage, both chains, and with masks; the networks' last layers are not zero.
   */
  public enum Kind {
    SHUFFLE_X4,
    SHUFFLE_X2,
    SHUFFLE_NOISE_X4,
    PIXELS_X4,
    PIXELS_MASKED,
    VQ_X4,
    KL_X4,
    VQ_X2,
    VQ_MASKED;

    public int scale() {
      return name().endsWith("X4") ? 4 : name().endsWith("X2") ? 2 : 1;
    }

    public boolean masked() {
      return name().endsWith("MASKED");
    }
  }

  /** A model of this kind with fresh weights. */
  public static LoadedModel model(Kind kind) {
    FirstStageConfig stage =
        kind.name().startsWith("VQ")
            ? new VqConfig(3, 64, 3, 32, 3, 3, 32, BLOCKS, BLOCKS, List.of(), 0)
            : kind.name().startsWith("SHUFFLE")
                ? new PixelShuffleConfig(kind.scale())
                : kind == Kind.KL_X4
                    ? new KlConfig(3, 2, 32, 3, 3, 32, BLOCKS, BLOCKS, List.of(), 0)
                    : new IdentityConfig();
    int channels = stage.latentChannels();
    // Pixels of the input a latent position; the condition is left out where it would be coarser.
    int ratio = Math.max(1, stage.factor() / kind.scale());
    boolean condition = stage.factor() >= kind.scale();
    SwinUNetConfig network =
        new SwinUNetConfig(
            16,
            channels,
            32,
            channels,
            List.of(16),
            0,
            List.of(1),
            List.of(1),
            -1,
            32,
            2,
            32,
            8,
            2,
            condition,
            kind.masked(),
            16 * ratio);
    ModelDescription description =
        new ModelDescription(
            "tiny " + kind,
            kind.masked() ? Task.INPAINT : Task.SUPER_RESOLUTION,
            kind == Kind.SHUFFLE_NOISE_X4 ? fromNoise() : diffusion(kind.scale()),
            network,
            stage,
            8 * ratio,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            "");
    try (SwinUNet fresh = SwinUNet.initialise(network, 1, Placement.cpu())) {
      Init.normal(0.05)
          .fill(fresh.parameters().weights().get("out.2.weight"), torch.make_generator_cpu(1));
      try (var scope = Scope.open();
          var weights = new MemorySource("tiny", fresh.parameters().state())) {
        Optional<WeightSource> autoencoder =
            stage instanceof AutoencoderConfig c ? Optional.of(stageWeights(c)) : Optional.empty();
        return LoadedModel.load(description, weights, autoencoder, Placement.cpu());
      }
    }
  }

  private static WeightSource stageWeights(AutoencoderConfig config) {
    Autoencoder stage = Autoencoder.initialise(config, 2, Placement.cpu());
    return new MemorySource("tiny autoencoder", stage.parameters().state());
  }

  /** Half of the steps' noise is fresh. */
  private static NoiseConfig fromNoise() {
    return new NoiseConfig(4, 4, 0.3, 0.95, 0.5, PredictType.RESIDUAL, 1);
  }

  /** A chain of four steps in the pixels' own range. */
  public static DiffusionConfig diffusion(int scale) {
    return new DiffusionConfig(
        scale,
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
        true);
  }

  private static ModelDescription description(Optional<Weights> weights) {
    return new ModelDescription(
        "tiny",
        Task.SUPER_RESOLUTION,
        diffusion(4),
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

  private static SwinUNetConfig pixels(boolean mask) {
    return new SwinUNetConfig(
        16, 3, 32, 3, List.of(), 0, List.of(1), List.of(1), 1, 32, 1, 32, 8, 1.0, true, mask, 16);
  }
}
