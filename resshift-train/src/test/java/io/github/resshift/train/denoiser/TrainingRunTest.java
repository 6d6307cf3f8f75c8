package io.github.resshift.train.denoiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.metric.MadeUpEfficientNet;
import io.github.resshift.model.VqAutoencoder;
import io.github.resshift.model.VqConfig;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.DataSection;
import io.github.resshift.train.Measured;
import io.github.resshift.train.Resume;
import io.github.resshift.train.TrainListener;
import io.github.resshift.train.TrainingRun;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs in a folder with tiny networks. */
class TrainingRunTest {
  private static final String CONFIG =
      """
      name: tiny
      steps: 2
      model:
        params:
          image_size: 16
          in_channels: %1$d
          out_channels: %1$d
          model_channels: 32
          attention_resolutions: []
          channel_mult: [1]
          num_res_blocks: [1]
          num_head_channels: 32
          swin_depth: 2
          swin_embed_dim: 32
          window_size: 8
          mlp_ratio: 2
          cond_lq: true
          lq_size: 16
      diffusion:
        params: {sf: 4, steps: 4, min_noise_level: 0.2, kappa: 0.5, predict_type: residual}
      autoencoder: %2$s
      degradation: {recipe: milder}
      data: {train: {params: {gt_size: 64}}}
      train:
        lr: 1e-3
        iterations: 4
        batch: 2
        save_freq: 2
        val_freq: 4
        log_freq: 2
        loss: {mse: %3$s, charbonnier: 0.5}
      """;

  private static final VqConfig VQ =
      new VqConfig(3, 64, 3, 64, 3, 3, 32, List.of(1, 1, 1), List.of(1, 1, 1), List.of(), 0);

  @TempDir Path folder;
  private Path photographs;
  private Path pairs;

  @BeforeEach
  void pictures() throws IOException {
    photographs = Files.createDirectories(folder.resolve("photographs"));
    pairs = folder.resolve("pairs");
    Files.createDirectories(pairs.resolve("lq"));
    Files.createDirectories(pairs.resolve("gt"));
    write(photographs.resolve("a.png"), 1, 160, 120);
    write(photographs.resolve("b.png"), 2, 130, 150);
    for (String name : List.of("x.png", "y.png")) {
      write(pairs.resolve("lq").resolve(name), 3, 20, 16);
      write(pairs.resolve("gt").resolve(name), 4, 80, 64);
    }
  }

  @Test
  void leavesCurvesPicturesCheckpointsAndAModel() throws IOException {
    TrainConfig config =
        config(CONFIG.formatted(48, "{target: PixelShuffleCodec, params: {factor: 4}}", "1"));
    Map<String, Double> scores = train(config);
    assertThat(scores.keySet()).containsExactly("PSNR-Y", "SSIM-Y", "HaarPSI", "GMSD");
    assertThat(folder.resolve("run/model/model.yaml")).exists();
    assertThat(folder.resolve("run/checkpoints/state-00000004.safetensors")).exists();
    try (Stream<Path> events = Files.list(folder.resolve("run/events"))) {
      assertThat(events).singleElement().matches(f -> f.toFile().length() > 1000);
    }
    Picture sheet =
        new PictureReader().read(folder.resolve("run/pictures/validation-00000004.png"));
    // Small picture, two steps, truth, with gaps of 2; two rows of squares of 16 * 4 pixels.
    assertThat(sheet.width()).isEqualTo(4 * 64 + 3 * 2);
    assertThat(sheet.height()).isEqualTo(2 * 64 + 2);
  }

  @Test
  void trainsAndValidatesThroughAFrozenAutoencoder() throws IOException {
    // What the command degrade writes has this name.
    Files.move(pairs.resolve("gt"), pairs.resolve("hq"));
    Path weights = folder.resolve("vq.safetensors");
    try (VqAutoencoder vq = VqAutoencoder.initialise(VQ, 1, Placement.cpu())) {
      Safetensors.write(weights, vq.parameters().state(), Map.of());
    }
    String autoencoder =
        """
        {target: VQModelTorch, ckpt_path: '%s', params: {embed_dim: 3, n_embed: 64, ddconfig:
         {double_z: false, z_channels: 3, resolution: 64, in_channels: 3, out_ch: 3, ch: 32,
          ch_mult: [1, 1, 1], num_res_blocks: 1, attn_resolutions: [], dropout: 0.0}}}"""
            .formatted(weights.toString().replace("'", "''"));
    // Without the squares all of the gradient comes through the decoder and past the codes.
    TrainConfig config = config(CONFIG.formatted(3, autoencoder.replace("\n", " "), "0"));
    List<Double> gradients = new ArrayList<>();
    try (TrainingRun run = open(config)) {
      run.run(
          new TrainListener() {
            @Override
            public void iteration(Iteration iteration) {
              gradients.add(iteration.result().gradientNorm());
            }
          },
          () -> false);
      assertThat(gradients).hasSize(4).allMatch(norm -> norm > 0);
      assertThat(run.measure().orElseThrow().scores().get("PSNR-Y")).isPositive();
    }
  }

  @Test
  void photographsMayBeNamedOneByOneOrNotAtAll() {
    String text = "data: {train: {params: {dir_path: %s}}}";
    assertThat(DataSection.photographs(ConfigNode.parse("a", text.formatted("one"))))
        .containsExactly(Path.of("one"));
    assertThat(DataSection.photographs(ConfigNode.parse("a", text.formatted("[one, 2/list.txt]"))))
        .containsExactly(Path.of("one"), Path.of("2/list.txt"));
    assertThat(DataSection.photographs(ConfigNode.parse("a", text.formatted("~")))).isEmpty();
    assertThat(DataSection.photographs(ConfigNode.parse("a", "train: {}"))).isEmpty();
  }

  /** Whatever is missing, what was opened before it is closed again. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.loss.lpips=0.1",
        "model.ckpt_path=nothing.safetensors",
        "autoencoder={target: VQModelTorch, ckpt_path: nothing.pth, params: {embed_dim: 48, n_embed:"
            + " 64, ddconfig: {z_channels: 48, resolution: 64, ch: 32, ch_mult: [1, 1, 1],"
            + " num_res_blocks: 1}}}"
      })
  void aRunThatCannotBeOpenedLeavesNothingBehind(String setting) throws Exception {
    int sign = setting.indexOf('=');
    ConfigNode root =
        node(CONFIG.formatted(48, "{target: PixelShuffleCodec, params: {factor: 4}}", "1"))
            .with(setting.substring(0, sign), setting.substring(sign + 1));
    if (setting.contains("lpips")) {
      root =
          root.with("train.loss.lpips_backbone", "'no.pth'")
              .with("train.loss.lpips_linear", "'no.pth'");
    }
    TrainConfig config = TrainConfig.of(root);
    assertThatThrownBy(() -> open(config)).isInstanceOf(ResShiftException.class);
    long pointers = Pointer.totalCount();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> open(config)).isInstanceOf(ResShiftException.class);
    }
    // A thread that has done its last task lives on for a moment.
    for (int i = 0; i < 100 && dataThreads() > 0; i++) {
      Thread.sleep(20);
    }
    assertThat(dataThreads()).isZero();
    // The network alone has more than thirty tensors.
    assertThat(Pointer.totalCount() - pointers).isLessThan(30);
  }

  private static long dataThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("batches"))
        .count();
  }

  @Test
  void thePerceptualLossNeedsItsWeights() {
    TrainConfig config =
        TrainConfig.of(
            node(CONFIG.formatted(48, "{target: PixelShuffleCodec, params: {factor: 4}}", "1"))
                .with("train.loss.lpips", "0.1")
                .with("train.loss.lpips_backbone", "vgg.pth"));
    assertThatThrownBy(() -> open(config))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("LPIPS (vgg)")
        .hasMessageContaining("train.loss.lpips_linear");
  }

  @Test
  void thePerceptualDistanceIsATermAndAScore() throws IOException {
    Path weights = folder.resolve("net.safetensors");
    try (var scope = Scope.open()) {
      Safetensors.write(weights, MadeUpEfficientNet.weights(), Map.of());
    }
    ConfigNode settings =
        node(CONFIG.formatted(48, "{target: PixelShuffleCodec, params: {factor: 4}}", "1"))
            .with("train.loss.perceptual", "0.2");
    TrainConfig config =
        TrainConfig.of(settings.with("train.loss.perceptual_weights", weights.toString()));
    List<Map<String, Double>> terms = new ArrayList<>();
    try (TrainingRun run = open(config)) {
      run.run(
          new TrainListener() {
            @Override
            public void iteration(Iteration iteration) {
              terms.add(iteration.result().terms());
            }
          },
          () -> false);
      Map<String, Double> scores = run.measure().orElseThrow().scores();
      assertThat(scores).containsKey("perceptual");
      assertThat(scores.get("perceptual")).isBetween(0.01, 4.0);
    }
    // Unit vectors are at most 2 apart, and the distance is squared.
    assertThat(terms)
        .hasSize(4)
        .allSatisfy(t -> assertThat(t.get("perceptual")).isBetween(0.01, 4.0));
  }

  private Map<String, Double> train(TrainConfig config) throws IOException {
    List<Map<String, Double>> scores = new ArrayList<>();
    try (TrainingRun run = open(config)) {
      run.run(
          new TrainListener() {
            @Override
            public void measured(long iteration, Measured measured) {
              scores.add(measured.scores());
            }
          },
          () -> false);
    }
    assertThat(scores).hasSize(1);
    return scores.get(0);
  }

  private TrainingRun open(TrainConfig config) throws IOException {
    return TrainingRun.open(
        config, List.of(photographs), folder.resolve("run"), new Resume.Latest(), "cpu");
  }

  private TrainConfig config(String text) {
    return TrainConfig.of(node(text));
  }

  private ConfigNode node(String text) {
    return ConfigNode.parse("test", text).with("data.val.params.dir_path", pairs.toString());
  }

  private static void write(Path file, long seed, int width, int height) {
    try (var scope = Scope.open()) {
      Generator random = torch.make_generator_cpu(seed);
      Tensor rgb = torch.rand(new long[] {1, 3, height, width}, new GeneratorOptional(random));
      PictureWriter.write(Pixels.picture(rgb, null, 8, false), file, PictureFormat.PNG, 95);
    }
  }
}
