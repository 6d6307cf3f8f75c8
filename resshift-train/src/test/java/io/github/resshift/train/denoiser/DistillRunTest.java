package io.github.resshift.train.denoiser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelYaml;
import io.github.resshift.config.ConfigException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.restore.Restorer;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.Resume;
import io.github.resshift.train.TrainListener;
import io.github.resshift.train.TrainingRun;
import io.github.resshift.weights.CheckpointException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs in which a tiny network learns of another one. */
class DistillRunTest {
  private static final String CONFIG =
      """
      name: tiny
      model:
        params:
          image_size: 16
          in_channels: 48
          out_channels: 48
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
      autoencoder: {target: PixelShuffleCodec, params: {factor: 4}}
      degradation: {recipe: bicubic}
      data: {train: {params: {gt_size: 32}}}
      train:
        lr: 1e-3
        iterations: 4
        batch: 3
        microbatch: 2
        save_freq: 2
      """;

  private static final TrainListener QUIET = new TrainListener() {};

  /** All students learn of the same one. */
  @TempDir static Path shared;

  private static Path photograph;
  private static Path teacher;

  @TempDir Path folder;

  @BeforeAll
  static void aTeacher() throws IOException {
    photograph = shared.resolve("photograph.png");
    PictureWriter.write(noise(60, 70), photograph, PictureFormat.PNG, 95);
    try (TrainingRun run = open(ConfigNode.parse("teacher", CONFIG), shared.resolve("teacher"))) {
      run.run(QUIET, () -> false);
    }
    teacher = shared.resolve("teacher/model");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{method: sinsr, teacher: '%s'}",
        "{method: sinsr, teacher: '%s', teacher_steps: 2, inverse: 0, truth: 0}",
        "{method: rsd, teacher: '%s', fake_steps: 2, fake_lr: 1e-3}",
        "{method: rsd, teacher: '%s', steps: 2}"
      })
  void aRunThatIsResumedEqualsOneThatWasNotBitForBit(String distill) throws IOException {
    ConfigNode student = student(distill).with("train.loss", "{mse: 0, charbonnier: 0.1}");
    Map<String, byte[]> whole = train(student, "whole", Long.MAX_VALUE);
    train(student, "parts", 2);
    Map<String, byte[]> parts = train(student, "parts", Long.MAX_VALUE);

    assertThat(parts.keySet()).isEqualTo(whole.keySet());
    whole.forEach((name, bytes) -> assertThat(parts.get(name)).as(name).isEqualTo(bytes));
  }

  @ParameterizedTest
  @CsvSource({"sinsr, 1, inverse teacher truth", "rsd, 1, fake teacher", "rsd, 2, fake teacher"})
  void theStudentIsAModelOfSoManySteps(String method, int steps, String terms) throws IOException {
    ConfigNode student = student("{method: " + method + ", teacher: '%s'}");
    if (steps > 1) {
      student = student.with("train.distill.steps", Integer.toString(steps));
    }
    Set<String> seen = new TreeSet<>();
    try (TrainingRun run = open(student, folder.resolve("run"))) {
      run.run(
          new TrainListener() {
            @Override
            public void iteration(Iteration iteration) {
              seen.addAll(iteration.result().terms().keySet());
            }
          },
          () -> false);
    }
    assertThat(seen).containsExactly(terms.split(" "));
    Path model = folder.resolve("run/model/model.yaml");
    assertThat(ModelYaml.read(model).defaultSteps()).hasValue(steps);
    Picture small = noise(20, 24);
    try (Restorer byDefault = Restorer.builder().model(model.toString()).build();
        Restorer told = Restorer.builder().model(model.toString()).steps(steps).build();
        Restorer taught = Restorer.builder().model(teacher.toString()).steps(steps).build()) {
      Picture result = byDefault.restore(small);
      assertThat(result.width()).isEqualTo(96);
      assertThat(result).isEqualTo(told.restore(small));
      assertThat(result).isNotEqualTo(taught.restore(small));
    }
  }

  @Test
  void theTermsOfTheLossAreAddedWhereTheyAreGiven() throws IOException {
    ConfigNode student =
        student("{method: rsd, teacher: '%s'}")
            .with(
                "train.loss",
                "{charbonnier: 1, adversarial: {weight: 0.1, channels: 8, levels: 2}}");
    Set<String> seen = new TreeSet<>();
    try (TrainingRun run = open(student, folder.resolve("run"))) {
      run.run(
          new TrainListener() {
            @Override
            public void iteration(Iteration iteration) {
              seen.addAll(iteration.result().terms().keySet());
            }
          },
          () -> false);
    }
    assertThat(seen)
        .containsExactly("adversarial", "charbonnier", "discriminator", "fake", "mse", "teacher");
  }

  @Test
  void anotherTeacherIsAnotherRun() throws IOException {
    ConfigNode student = student("{method: sinsr, teacher: '%s'}");
    train(student, "run", 2);
    Path other = folder.resolve("other");
    try (TrainingRun run = open(ConfigNode.parse("other", CONFIG).with("train.seed", "8"), other)) {
      run.run(QUIET, () -> false);
    }
    ConfigNode changed = student.with("train.distill.teacher", "'" + other.resolve("model") + "'");
    assertThatThrownBy(() -> open(changed, folder.resolve("run")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("teacher");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.distill.method | dmd | train.distill.method must be sinsr or rsd",
        "train.distill.teacher | ~ | train.distill.teacher",
        "train.distill.teacher_steps | 5 | distill.teacher_steps must be 1..4, not 5",
        "train.distill.inverse | -1 | inverse must not be negative",
        "diffusion.params.predict_type | epsilon | distill needs predict_type xstart or residual",
        "train.loss | {late: 0.5} | loss.late",
      })
  void wrongSettingsAreRefusedInOneSentence(String key, String value, String words) {
    ConfigNode wrong = student("{method: sinsr, teacher: '%s'}").with(key, value);
    assertThatThrownBy(() -> TrainConfig.of(wrong))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }

  @Test
  void wrongStepsOfTheOtherMethodAreRefused() {
    ConfigNode rsd = student("{method: rsd, teacher: '%s'}");
    assertThatThrownBy(() -> TrainConfig.of(rsd.with("train.distill.steps", "5")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("distill.steps must be 1..4, not 5");
    assertThatThrownBy(() -> TrainConfig.of(rsd.with("train.distill.fake_steps", "0")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("fake_steps must be 1..100, not 0");
  }

  @Test
  void aChainFromNoiseHasNoStudents() {
    ConfigNode noise =
        student("{method: sinsr, teacher: '%s'}")
            .with("diffusion", "{target: NoiseChain, params: {sf: 4}}");
    assertThatThrownBy(() -> TrainConfig.of(noise))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("distill needs the method's chain");
  }

  @ParameterizedTest
  @CsvSource({"model.params.mlp_ratio, 1, network", "diffusion.params.kappa, 0.4, chain"})
  void aTeacherOfOtherPartsIsRefused(String key, String value, String part) {
    ConfigNode other = student("{method: rsd, teacher: '%s'}").with(key, value);
    assertThatThrownBy(() -> open(other, folder.resolve("run")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("distill.teacher")
        .hasMessageContaining("another " + part);
  }

  @Test
  void aTeacherThatIsNotThereIsNamed() {
    ConfigNode student = student("{method: rsd, teacher: '%s'}");
    assertThatThrownBy(
            () -> open(student.with("train.distill.teacher", "nobody"), folder.resolve("run")))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("nobody");
  }

  private static ConfigNode student(String distill) {
    return ConfigNode.parse("student", CONFIG).with("train.distill", distill.formatted(teacher));
  }

  private static TrainingRun open(ConfigNode config, Path run) throws IOException {
    return TrainingRun.open(
        TrainConfig.of(config), List.of(photograph), run, new Resume.Latest(), "cpu");
  }

  private Map<String, byte[]> train(ConfigNode config, String run, long stop) throws IOException {
    try (TrainingRun training = open(config, folder.resolve(run))) {
      training.run(QUIET, () -> training.iteration() >= stop);
      Map<String, byte[]> state = new LinkedHashMap<>();
      training.state().tensors().forEach((name, t) -> state.put(name, Tensors.bytes(t)));
      return state;
    }
  }

  private static Picture noise(int height, int width) {
    try (var scope = Scope.open()) {
      Tensor rgb =
          torch.rand(
              new long[] {1, 3, height, width},
              new GeneratorOptional(torch.make_generator_cpu(height)));
      return Pixels.picture(rgb, null, 8, false);
    }
  }
}
