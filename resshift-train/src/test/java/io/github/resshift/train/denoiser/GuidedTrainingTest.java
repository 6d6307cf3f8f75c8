package io.github.resshift.train.denoiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.config.ConfigException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.Psnr;
import io.github.resshift.model.Guide;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.restore.Restorer;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.Measured;
import io.github.resshift.train.Resume;
import io.github.resshift.train.TrainListener;
import io.github.resshift.train.TrainingRun;
import io.github.resshift.train.data.PhotoList;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on a frozen guide, with tiny networks, and what becomes of the result. */
class GuidedTrainingTest {
  private static final GuideConfig WHOLE = new GuideConfig(4, 2, 3, true);
  private static final String CONFIG =
      """
      name: tiny
      steps: 4
      model:
        target: GuidedNet
        guide_path: '%s'
        params:
          channels: 8
          trunk_blocks: 1
          blocks: 1
          late_steps: 2
          guide: {channels: 4, growth: 2, blocks: 2, picture: false}
      diffusion:
        params: {sf: 4, steps: 4, min_noise_level: 0.5, kappa: 0.1, predict_type: residual}
      autoencoder: {target: PixelShuffleCodec, params: {factor: 4}}
      degradation: {recipe: milder}
      data: {train: {params: {gt_size: 64}}}
      train:
        lr: 1e-3
        iterations: 4
        batch: 2
        save_freq: 2
        pool: {size: 6}
        loss: {mse: 0, charbonnier: 1, own_states: true, late: 0.5, guide_texture: 1.5}
      """;

  private static final TrainListener QUIET = new TrainListener() {};

  @TempDir Path folder;
  private Path photographs;
  private Path guide;

  @BeforeEach
  void files() throws IOException {
    photographs = Files.createDirectories(folder.resolve("photographs"));
    try (var scope = Scope.open();
        Guide whole = Guide.initialise(WHOLE, 3, Placement.cpu())) {
      for (int i = 0; i < 2; i++) {
        Tensor pixels =
            torch.rand(
                new long[] {1, 3, 130, 150}, new GeneratorOptional(torch.make_generator_cpu(i)));
        PictureWriter.write(
            Pixels.picture(pixels, null, 8, false),
            photographs.resolve(i + ".png"),
            PictureFormat.PNG,
            95);
      }
      guide = folder.resolve("guide.safetensors");
      Safetensors.write(guide, whole.parameters().weights(), Map.of());
    }
  }

  @Test
  void aRunThatIsResumedEqualsOneThatWasNot() throws IOException {
    Map<String, float[]> whole = weights(config(), folder.resolve("whole"), Long.MAX_VALUE);
    weights(config(), folder.resolve("parts"), 2);

    assertThat(weights(config(), folder.resolve("parts"), Long.MAX_VALUE))
        .usingRecursiveComparison()
        .isEqualTo(whole);
  }

  @Test
  void theFirstPredictionAndTheGuidesTextureAreTermsOfTheLoss() throws IOException {
    List<Map<String, Double>> terms = new ArrayList<>();
    try (TrainingRun run = open(config(), folder.resolve("run"))) {
      run.run(
          new TrainListener() {
            @Override
            public void iteration(Iteration iteration) {
              terms.add(iteration.result().terms());
            }
          },
          () -> false);
    }
    assertThat(terms).hasSize(4);
    assertThat(terms.get(0)).containsKeys("charbonnier", "first-charbonnier");
    assertThat(terms).allSatisfy(t -> assertThat(t.get("first-charbonnier")).isBetween(1e-3, 2.0));
  }

  @Test
  void aNetworkThatDrawsItsOwnEndLearnsItFromTheGuide() throws IOException {
    TrainConfig config = TrainConfig.of(ConfigNode.parse("test", drafting()));
    List<Map<String, Double>> terms = new ArrayList<>();
    try (TrainingRun run = open(config, folder.resolve("run"))) {
      run.run(
          new TrainListener() {
            @Override
            public void iteration(Iteration iteration) {
              terms.add(iteration.result().terms());
            }
          },
          () -> false);
    }
    // Trunk and draft are the blocks that the whole guide has: at first they draw the same.
    assertThat(terms.get(0).get("draft-charbonnier")).isLessThan(2e-2);
    assertThat(terms.get(3).get("draft-charbonnier")).isPositive();
    Picture small = noise(20, 24);
    try (Restorer restorer = restorer(1024)) {
      assertThat(restorer.restore(small).width()).isEqualTo(4 * small.width());
    }
  }

  @Test
  void aDiscriminatorJudgesTheDraftOfEverySample() throws IOException {
    String text =
        drafting().replace("draft: 1", "draft: 1, adversarial: {weight: 0.1, channels: 4}");
    List<Map<String, Double>> terms = new ArrayList<>();
    try (TrainingRun run =
        open(TrainConfig.of(ConfigNode.parse("test", text)), folder.resolve("run"))) {
      run.run(
          new TrainListener() {
            @Override
            public void iteration(Iteration iteration) {
              terms.add(iteration.result().terms());
            }
          },
          () -> false);
    }
    // Some iterations have no late sample, of which such a network's discriminator needs none.
    assertThat(terms)
        .hasSize(4)
        .allSatisfy(t -> assertThat(t.get("discriminator")).isBetween(0.5, 4.0))
        .allSatisfy(t -> assertThat(t.get("adversarial")).isFinite().isNotZero());
  }

  @Test
  void frozenLayersStayAsTheyAre() throws IOException {
    String text = CONFIG.formatted(guide).replace("batch: 2", "batch: 2\n  frozen: [trunk]");
    TrainConfig config = TrainConfig.of(ConfigNode.parse("test", text));
    Map<String, float[]> before = weights(config, folder.resolve("run"), 0);
    Map<String, float[]> after = weights(config, folder.resolve("run"), Long.MAX_VALUE);

    assertThat(before.keySet()).anyMatch(name -> name.startsWith("trunk."));
    before.forEach(
        (name, values) -> {
          if (name.startsWith("trunk.")) {
            assertThat(after.get(name)).as(name).containsExactly(values);
          }
        });
    assertThat(after.get("out_early.bias")).isNotEqualTo(before.get("out_early.bias"));
  }

  @Test
  void aFrozenLayerThatIsNotThereIsNamed() {
    String text = CONFIG.formatted(guide).replace("batch: 2", "batch: 2\n  frozen: [trunks]");
    assertThatThrownBy(
            () -> open(TrainConfig.of(ConfigNode.parse("test", text)), folder.resolve("run")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("train.frozen")
        .hasMessageContaining("trunks");
  }

  @Test
  void itIsMeasuredOnPairsWhileItIsTrained() throws IOException {
    Path pairs = folder.resolve("pairs");
    for (String side : List.of("lq", "gt")) {
      Files.createDirectories(pairs.resolve(side));
    }
    PictureWriter.write(noise(16, 16), pairs.resolve("lq/a.png"), PictureFormat.PNG, 95);
    PictureWriter.write(noise(64, 64), pairs.resolve("gt/a.png"), PictureFormat.PNG, 95);
    String text =
        CONFIG
            .formatted(guide)
            .replace(
                "data: {train: {params: {gt_size: 64}}}",
                "data: {train: {params: {gt_size: 64}}, val: {params: {dir_path: '"
                    + pairs
                    + "'}}}")
            .replace("save_freq: 2", "save_freq: 2\n  val_freq: 4");
    List<Double> scores = new ArrayList<>();
    try (TrainingRun run =
        open(TrainConfig.of(ConfigNode.parse("test", text)), folder.resolve("run"))) {
      run.run(
          new TrainListener() {
            @Override
            public void measured(long iteration, Measured measured) {
              scores.addAll(measured.scores().values());
            }
          },
          () -> false);
    }
    assertThat(scores).isNotEmpty().allSatisfy(score -> assertThat(score).isFinite());
  }

  @Test
  void aDraftAndItsWeightNeedEachOther() {
    String drafts =
        CONFIG.formatted(guide).replace("late_steps: 2", "late_steps: 2\n    draft_blocks: 1");
    assertThatThrownBy(
            () ->
                TrainConfig.of(
                    ConfigNode.parse(
                        "test", drafts.replace("blocks: 2, picture", "blocks: 1, picture"))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("loss.draft is missing");
    String weighs = CONFIG.formatted(guide).replace("late: 0.5", "late: 0.5, draft: 1");
    assertThatThrownBy(() -> TrainConfig.of(ConfigNode.parse("test", weighs)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("draft_blocks");
  }

  @Test
  void theModelRunsWithThePartOfTheGuideThatItUses() throws IOException {
    weights(config(), folder.resolve("run"), Long.MAX_VALUE);
    try (Safetensors part = Safetensors.open(folder.resolve("run/model/guide.safetensors"))) {
      assertThat(part.names()).contains("conv_first.weight", "body.1.rdb3.conv5.bias");
      assertThat(part.names()).doesNotContain("body.2.rdb1.conv1.weight", "conv_last.weight");
    }
    Picture small = noise(50, 70);
    try (Restorer whole = restorer(1024);
        Restorer tiles = restorer(48)) {
      Picture result = whole.restore(small);
      assertThat(result.width()).isEqualTo(280);
      assertThat(result.height()).isEqualTo(200);
      // A position depends on its neighbourhood alone, so tiles change little.
      assertThat(psnr(result, tiles.restore(small))).isGreaterThan(45);
    }
  }

  @Test
  void aPoolOfOtherSamplesIsRefused() throws IOException {
    Path pool = folder.resolve("a.pool");
    ConfigNode text =
        ConfigNode.parse("test", CONFIG.formatted(guide)).with("train.pool.file", pool.toString());
    weights(TrainConfig.of(text), folder.resolve("one"), 1);
    TrainConfig other = TrainConfig.of(text.with("degradation.jpeg_range", "[20, 30]"));

    assertThatThrownBy(() -> open(other, folder.resolve("two")))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("a.pool")
        .hasMessageContaining("train.pool.file");
  }

  @Test
  void withoutAPoolTheGuideRunsInEveryIteration() throws IOException {
    String text = CONFIG.formatted(guide).replace("  pool: {size: 6}\n", "");
    try (TrainingRun run =
        open(TrainConfig.of(ConfigNode.parse("test", text)), folder.resolve("r"))) {
      run.run(QUIET, () -> false);
      assertThat(run.iteration()).isEqualTo(4);
    }
    assertThat(folder.resolve("r/guide.pool")).doesNotExist();
  }

  @Test
  void settingsThatNeedAGuideSaySo() {
    String without = CONFIG.formatted(guide).replace("  guide_path: '" + guide + "'\n", "");
    assertThatThrownBy(
            () -> open(TrainConfig.of(ConfigNode.parse("test", without)), folder.resolve("r")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("model.guide_path");
  }

  private String drafting() {
    return CONFIG
        .formatted(guide)
        .replace("late_steps: 2", "late_steps: 2\n    draft_blocks: 1")
        .replace("blocks: 2, picture", "blocks: 1, picture")
        .replace("late: 0.5", "late: 0.5, draft: 1")
        .replace("  pool: {size: 6}\n", "");
  }

  private TrainConfig config() {
    return TrainConfig.of(ConfigNode.parse("test", CONFIG.formatted(guide)));
  }

  private TrainingRun open(TrainConfig config, Path run) throws IOException {
    return TrainingRun.open(config, PhotoList.read(photographs), run, new Resume.Latest(), "cpu");
  }

  private Map<String, float[]> weights(TrainConfig config, Path run, long iterations)
      throws IOException {
    try (TrainingRun training = open(config, run)) {
      training.run(QUIET, () -> training.iteration() >= iterations);
      Map<String, float[]> values = new java.util.TreeMap<>();
      training
          .state()
          .weights()
          .forEach((name, tensor) -> values.put(name, Tensors.floats(tensor)));
      return values;
    }
  }

  private Restorer restorer(int tile) {
    return Restorer.builder()
        .model(folder.resolve("run/model").toString())
        .precision("fp32")
        .tile(tile)
        .overlap(24)
        .build();
  }

  private static Picture noise(long height, long width) {
    try (var scope = Scope.open()) {
      Tensor coarse =
          torch.rand(
              new long[] {1, 3, height, width}, new GeneratorOptional(torch.make_generator_cpu(9)));
      return Pixels.picture(coarse, null, 8, false);
    }
  }

  private static double psnr(Picture a, Picture b) {
    try (var scope = Scope.open()) {
      return Psnr.of(Pixels.rgb(a), Pixels.rgb(b), Channels.Y, 0);
    }
  }
}
