package io.github.resshift.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.config.ConfigException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.diffusion.DiffusionConfig;
import io.github.resshift.diffusion.NoiseConfig;
import io.github.resshift.diffusion.PredictType;
import io.github.resshift.model.IdentityConfig;
import io.github.resshift.model.PixelShuffleConfig;
import io.github.resshift.model.SwinUNetConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelYamlTest {
  private static final String SMALL =
      """
      format: resshift-model/1
      name: tiny
      task: super-resolution
      steps: 4
      diffusion: {sf: 4, steps: 15, min_noise_level: 2e-2, kappa: 0.5}
      network:
        image_size: 16
        in_channels: 48
        model_channels: 32
        out_channels: 48
        attention_resolutions: [16, 8]
        channel_mult: [1, 2]
        num_res_blocks: 1
        num_head_channels: 32
        swin_embed_dim: 32
        lq_size: 16
      first_stage: {type: pixel_shuffle, factor: 4}
      weights: {network: model.safetensors}
      """;

  static Stream<ModelDescription> descriptions() {
    ModelDescription tiny = ModelYaml.parse(ConfigNode.parse("tiny", SMALL));
    SwinUNetConfig onPixels =
        new SwinUNetConfig(
            64,
            3,
            32,
            3,
            List.of(),
            0.1,
            List.of(1),
            List.of(2),
            4,
            -1,
            2,
            64,
            8,
            2.5,
            false,
            false,
            64);
    ModelDescription pixels =
        new ModelDescription(
            "pixels: \"odd\" name #1",
            Task.FACE,
            new DiffusionConfig(
                1,
                7,
                1,
                1e-4,
                1e-3,
                2,
                true,
                PredictType.EPSILON_SCALE,
                Optional.of(3),
                0.5,
                false,
                false),
            onPixels,
            new IdentityConfig(),
            8,
            Optional.empty(),
            Optional.of(
                new Weights(
                    "a/b.pth",
                    Optional.of("https://example.org/b.pth"),
                    Optional.of("ab".repeat(32)),
                    OptionalLong.of(5_000_000_000L))),
            Optional.empty(),
            "",
            "two\nlines",
            0.25,
            Optional.empty());
    ModelDescription onMeans =
        ModelYaml.parse(
            ConfigNode.parse("kl", SMALL)
                .with("network.in_channels", "4")
                .with("network.out_channels", "4")
                .with(
                    "first_stage",
                    "{type: kl, embed_dim: 4, ddconfig: {double_z: true, z_channels: 5, ch: 32,"
                        + " resolution: 64, ch_mult: [1, 2, 2], num_res_blocks: 1}}")
                .with("weights.first_stage", "kl.safetensors"));
    ModelDescription fromNoise =
        ModelYaml.parse(
            ConfigNode.parse("noise", SMALL)
                .with(
                    "diffusion",
                    "{type: noise, sf: 4, steps: 300, beta_start: 0.001, beta_end: 0.05,"
                        + " ddim_eta: 0.5, predict_type: residual, scale_factor: 2}"));
    ModelDescription onGuide =
        ModelYaml.parse(
            ConfigNode.parse("guided", SMALL)
                .with(
                    "network",
                    "{type: guided, channels: 8, blocks: 2, late_steps: 1, detail: 1.5,"
                        + " detail_limit: 3, whole: {detail: 16, from: 0.9, colour: 0.95},"
                        + " guide: {blocks: 3, features: 2, noise: 0.5}}")
                .with("weights.guide", "guide.safetensors"));
    return Stream.concat(
        PublishedModels.all().stream(), Stream.of(tiny, pixels, onMeans, fromNoise, onGuide));
  }

  @Test
  void theChainIsOneOfTwo() {
    ConfigNode usual = ConfigNode.parse("noise", SMALL).with("diffusion", "{type: noise, sf: 4}");
    assertThat(ModelYaml.parse(usual).diffusion())
        .isEqualTo(new NoiseConfig(4, 1000, 1e-4, 0.02, 0, PredictType.EPSILON, 1));
    assertThatThrownBy(() -> ModelYaml.parse(usual.with("diffusion.type", "flow")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("diffusion.type must be shift or noise");
    assertThatThrownBy(() -> ModelYaml.parse(usual.with("diffusion.steps", "50")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("raise steps or beta_end");
    assertThatThrownBy(() -> ModelYaml.parse(usual.with("diffusion.kappa", "2")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("diffusion.kappa");
  }

  @ParameterizedTest
  @MethodSource("descriptions")
  void writtenFilesReadBack(ModelDescription description, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("new/model.yaml");

    ModelYaml.write(description, file);

    assertThat(ModelYaml.read(file)).isEqualTo(description);
    try (Stream<Path> left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void absentSettingsHaveDocumentedValues() {
    ModelDescription tiny = ModelYaml.parse(ConfigNode.parse("tiny", SMALL));

    assertThat(tiny.paddingOffset()).isEqualTo(16);
    assertThat(tiny.defaultSteps()).hasValue(4);
    assertThat(tiny.firstStage()).isEqualTo(new PixelShuffleConfig(4));
    assertThat(tiny.networkWeights()).hasValue(Weights.of("model.safetensors"));
    assertThat(tiny.licence()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "format, resshift-model/2, format must be 'resshift-model/1'",
    "task, denoise, 'task must be one of [super-resolution, inpaint, face]'",
    "task, inpaint, cond_mask must be true for inpainting",
    "first_stage.type, vae, 'must be pixel_shuffle, vq, kl or identity'",
    "first_stage.factor, 2, must be the first stage's 12 channels",
    "steps, 16, steps must be 1..15",
    "padding, 10, padding 10 does not fit",
    "weights.sha, x, unknown keys [weights.sha]",
    "weights.ranges, a.safetensors, weights.ranges are those of a guide",
    "colour, blue, unknown keys [colour]",
    "weights.network, '{file: a, sha256: xyz}', 64 hexadecimal digits"
  })
  void mistakesAreNamed(String key, String value, String message) {
    ConfigNode changed = ConfigNode.parse("tiny.yaml", SMALL).with(key, value);

    assertThatThrownBy(() -> ModelYaml.parse(changed))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("tiny.yaml: ")
        .hasMessageContaining(message);
  }
}
