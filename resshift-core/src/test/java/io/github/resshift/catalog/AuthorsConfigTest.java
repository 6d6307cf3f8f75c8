package io.github.resshift.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.config.ConfigException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.diffusion.NoiseConfig;
import io.github.resshift.diffusion.PredictType;
import io.github.resshift.model.FirstStageConfig;
import io.github.resshift.model.IdentityConfig;
import io.github.resshift.model.KlConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configurations here are written after docs/method.md sections 7 and 8. */
class AuthorsConfigTest {
  private static final String X4 =
      """
      trainer:
        target: trainer.TrainerDifIR
      model:
        target: models.unet.UNetModelSwin
        ckpt_path: ~
        params:
          image_size: 64
          in_channels: 3
          model_channels: 160
          out_channels: ${autoencoder.params.embed_dim}
          attention_resolutions: [64, 32, 16, 8]
          dropout: 0
          channel_mult: [1, 2, 2, 4]
          num_res_blocks: [2, 2, 2, 2]
          conv_resample: True
          dims: 2
          use_fp16: False
          num_head_channels: 32
          use_scale_shift_norm: True
          resblock_updown: False
          swin_depth: 2
          swin_embed_dim: 192
          window_size: 8
          mlp_ratio: 4
          cond_lq: True
          lq_size: 64
          shiny: 1
      diffusion:
        target: models.create_diffusion
        params:
          sf: ${degradation.sf}
          schedule_name: exponential
          schedule_kwargs:
            power: 0.3
          etas_end: 0.99
          steps: 15
          min_noise_level: 0.04
          kappa: 2.0
          weighted_mse: False
          predict_type: xstart
          timestep_respacing: ~
          scale_factor: 1.0
          normalize_input: True
          latent_flag: True
      autoencoder:
        target: models.autoencoder.VQModelTorch
        ckpt_path: weights/autoencoder_vq_f4.pth
        half: True
        params:
          embed_dim: 3
          n_embed: 8192
          ddconfig:
            double_z: False
            z_channels: 3
            resolution: 256
            in_channels: 3
            out_ch: 3
            ch: 128
            ch_mult: [1, 2, 4]
            num_res_blocks: 2
            attn_resolutions: []
            dropout: 0.0
            padding_mode: zeros
      degradation:
        sf: 4
        resize_range: [0.15, 1.5]
      data:
        train:
          params: {gt_size: 256}
      train:
        lr: 5e-5
        batch: [64, 8]
      """;

  private static AuthorsConfig parse(String text) {
    return AuthorsConfig.parse(ConfigNode.parse("configs/my_x4.yaml", text));
  }

  private static ConfigNode changed(String key, String value) {
    return ConfigNode.parse("configs/my_x4.yaml", X4).with(key, value);
  }

  @Test
  void describesThePublishedModel() {
    ModelDescription published = PublishedModels.find("realsr-v1").orElseThrow();
    ModelDescription read = parse(X4).description();

    assertThat(read.name()).isEqualTo("my_x4");
    assertThat(read.task()).isEqualTo(Task.SUPER_RESOLUTION);
    assertThat(read.network()).isEqualTo(published.network());
    assertThat(read.diffusion()).isEqualTo(published.diffusion());
    assertThat(read.firstStage()).isEqualTo(published.firstStage());
    assertThat(read.paddingOffset()).isEqualTo(64);
    assertThat(read.networkWeights()).isEmpty();
    Weights autoencoder = read.firstStageWeights().orElseThrow();
    assertThat(autoencoder.file()).isEqualTo("weights/autoencoder_vq_f4.pth");
    assertThat(autoencoder.url()).isPresent();
    assertThat(autoencoder.bytes()).hasValue(221_364_711);
  }

  @Test
  void aChainFromNoiseIsNamedByItsTarget() {
    ConfigNode noise =
        changed("diffusion.target", "NoiseChain")
            .with("diffusion.params", "{sf: 4, predict_type: residual}");

    assertThat(AuthorsConfig.parse(noise).description().diffusion())
        .isEqualTo(new NoiseConfig(4, 1000, 1e-4, 0.02, 0, PredictType.RESIDUAL, 1));
  }

  @Test
  void unknownKeysAreNamed() {
    AuthorsConfig config = parse(X4);

    assertThat(config.unknownKeys()).containsExactly("model.params.shiny", "autoencoder.half");
    assertThat(config.warnings())
        .first()
        .isEqualTo("configs/my_x4.yaml: the key model.params.shiny is unknown and has no effect.");
  }

  @Test
  void trainingSectionsStayReadable() {
    AuthorsConfig config = parse(X4);

    assertThat(config.train().orElseThrow().number("lr")).isEqualTo(5e-5);
    assertThat(config.train().orElseThrow().integers("batch")).containsExactly(64, 8);
    assertThat(config.degradation().orElseThrow().numbers("resize_range"))
        .containsExactly(0.15, 1.5);
    assertThat(config.data().orElseThrow().at("train").at("params").integer("gt_size"))
        .isEqualTo(256);
    assertThat(config.trainer().orElseThrow().text("target")).endsWith("TrainerDifIR");
  }

  @Test
  void taskAndPaddingFollowTheCondition() {
    ModelDescription x2 =
        AuthorsConfig.parse(changed("degradation.sf", "2").with("model.params.lq_size", "128"))
            .description();
    ConfigNode whole = changed("degradation.sf", "1").with("model.params.lq_size", "256");

    assertThat(x2.paddingOffset()).isEqualTo(128);
    assertThat(x2.scale()).isEqualTo(2);
    assertThat(AuthorsConfig.parse(whole).description().task()).isEqualTo(Task.FACE);
    assertThat(AuthorsConfig.parse(whole.with("model.params.cond_mask", "true")).description())
        .satisfies(inpaint -> assertThat(inpaint.task()).isEqualTo(Task.INPAINT))
        .satisfies(inpaint -> assertThat(inpaint.paddingOffset()).isEqualTo(256));
  }

  @Test
  void withoutAutoencoderTheChainRunsOnPixels() {
    ConfigNode pixels =
        changed("model.params.out_channels", "3")
            .with("autoencoder", "~")
            .with("degradation.sf", "1");

    ModelDescription description = AuthorsConfig.parse(pixels).description();
    assertThat(description.firstStage()).isEqualTo(new IdentityConfig());
    assertThat(description.firstStageWeights()).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ldm.models.autoencoder.AutoencoderKL", "AutoencoderKL", "AutoencoderKLTorch"})
  void anAutoencoderMayHaveMeansAndVariances(String target) {
    ConfigNode config =
        changed("autoencoder.target", target)
            .with("autoencoder.params.ddconfig.double_z", "true")
            .with("autoencoder.params.ddconfig.z_channels", "4");

    FirstStageConfig stage = AuthorsConfig.parse(config).description().firstStage();
    assertThat(stage)
        .isEqualTo(
            new KlConfig(3, 4, 256, 3, 3, 128, List.of(1, 2, 4), List.of(2, 2, 2), List.of(), 0));
    ConfigNode single = config.with("autoencoder.params.ddconfig.double_z", "false");
    assertThatThrownBy(() -> AuthorsConfig.parse(single))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("double_z must be true");
  }

  @Test
  void otherNetworksAndUnfitPartsAreRefused() {
    assertThatThrownBy(() -> AuthorsConfig.parse(changed("autoencoder.target", "models.vae.Vae")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("must name VQModelTorch, AutoencoderKL or PixelShuffleCodec");
    assertThatThrownBy(() -> AuthorsConfig.parse(changed("model.target", "models.unet.UNetModel")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("model.target must name UNetModelSwin");
    assertThatThrownBy(() -> AuthorsConfig.parse(changed("degradation.sf", "2")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("lq_size 64 does not fit");
    assertThatThrownBy(() -> AuthorsConfig.parse(changed("model.params.in_channels", "8")))
        .hasMessageContaining("in_channels and out_channels must be the first stage's 3 channels");
    assertThatThrownBy(() -> AuthorsConfig.parse(changed("diffusion", "~")))
        .hasMessageContaining("diffusion is missing");
  }
}
