package io.github.resshift.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.config.FormerText;
import io.github.resshift.degrade.BicubicDegradation;
import io.github.resshift.degrade.Degradation;
import io.github.resshift.degrade.DegradationSettings;
import io.github.resshift.degrade.FaceRecipe;
import io.github.resshift.degrade.RealWorldDegradation;
import io.github.resshift.degrade.RealWorldRecipe;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.data.BatchSource;
import io.github.resshift.train.data.PhotoList;
import io.github.resshift.train.denoiser.TrainConfig;
import io.github.resshift.train.stage.StageConfig;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints of earlier versions, which wrote settings as records print themselves. */
class EarlierFilesTest {
  private static final String STATE = "state-00000002.safetensors";

  @TempDir Path folder;
  private Path before;
  private PhotoList photographs;

  /** Data of which only the digest counts. */
  private static final class Named implements BatchSource {
    @Override
    public Batch batch(long iteration) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String digest() {
      return "D";
    }

    @Override
    public void close() {
      // It owns nothing.
    }
  }

  @BeforeEach
  void files() throws URISyntaxException {
    before = Path.of(getClass().getResource("/before/README.md").toURI()).getParent();
    photographs = PhotoList.read(before.resolve("photographs"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shuffle", "latent-vq", "identity"})
  void theSettingsOfDenoisersStillHaveTheirFormerTexts(String name) throws IOException {
    RunFacts facts = TrainConfig.of(config(name)).facts(new Named());
    assertThat(facts.formerly()).containsExactlyInAnyOrderEntriesOf(recorded(name));
    assertThat(facts.values().keySet()).isEqualTo(facts.formerly().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"stage-vq", "stage-kl"})
  void theSettingsOfFirstStagesStillHaveTheirFormerTexts(String name) throws IOException {
    RunFacts facts = StageConfig.of(config(name)).facts(new Named());
    assertThat(facts.formerly()).containsExactlyInAnyOrderEntriesOf(recorded(name));
    assertThat(facts.values().keySet()).isEqualTo(facts.formerly().keySet());
  }

  @Test
  void degradationsStillHaveTheirFormerTexts() throws IOException {
    assertThat(
            Map.of(
                "published",
                new RealWorldDegradation(RealWorldRecipe.published(4)).describedFormerly(),
                "milder",
                new RealWorldDegradation(RealWorldRecipe.milder(2)).describedFormerly(),
                "face",
                FormerText.of(FaceRecipe.PUBLISHED),
                "bicubic",
                FormerText.of(new BicubicDegradation(3))))
        .containsExactlyInAnyOrderEntriesOf(recorded("degradations"));
  }

  @Test
  void mixturesStillHaveTheirFormerTexts() throws IOException {
    List<Map<String, Object>> parts =
        List.of(
            Map.of("share", 0.7, "recipe", "milder"),
            Map.of("share", 0.3, "recipe", "bicubic", "jpeg_range", List.of(30, 95)));
    Degradation mixture = DegradationSettings.read(Map.of("mix", parts, "gray", 0.1), 2);
    assertThat(mixture.describedFormerly())
        .isEqualTo(
            "mix of 0.7 "
                + recorded("degradations").get("milder")
                + "; 0.3 BicubicDegradation[scale=2], then JPEG [30.0, 95.0]; gray 0.1");
    JsonNode now = new ObjectMapper().readTree(mixture.describe());
    assertThat(now.at("/probability").asDouble()).isEqualTo(0.1);
    assertThat(now.at("/inner/parts/1/of/inner/scale").asInt()).isEqualTo(2);
  }

  @Test
  void aCheckpointOfADenoiserIsGoneOnWith() throws IOException {
    unpack("shuffle-" + STATE);
    TrainConfig config = TrainConfig.of(config("shuffle"));
    try (TrainingRun run = open(config)) {
      assertThat(run.iteration()).isEqualTo(2);
      try (var scope = Scope.open()) {
        run.state().tensors().forEach(EarlierFilesTest::requireStored);
      }
      run.run(new TrainListener() {}, () -> false);
      assertThat(run.iteration()).isEqualTo(3);
    }
    Path next = folder.resolve("checkpoints/state-00000003.safetensors");
    try (Safetensors made = Safetensors.open(next)) {
      assertThat(made.metadata())
          .containsEntry("format", "resshift-train/3")
          .containsEntry("first_stage", "{\"factor\":4,\"kind\":\"pixel-shuffle\"}")
          .containsEntry(
              "learning_rate",
              "{\"base\":0.001,\"minimum\":0.000025,\"shape\":\"COSINE\",\"warmup\":1}");
      assertThat(new ObjectMapper().readTree(made.metadata().get("loss")).path("late").asDouble())
          .isEqualTo(0.5);
    }
    try (TrainingRun again = open(config)) {
      assertThat(again.iteration()).as("of the present format").isEqualTo(3);
    }
  }

  @Test
  void aCheckpointOfAFirstStageIsGoneOnWith() throws IOException {
    unpack("stage-vq-" + STATE);
    StageConfig config = StageConfig.of(config("stage-vq"));
    try (TrainingRun run =
        TrainingRun.open(config, photographs, folder, new Resume.Latest(), "cpu")) {
      assertThat(run.iteration()).isEqualTo(2);
      run.run(new TrainListener() {}, () -> false);
      assertThat(run.iteration()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.params.swin_depth=2",
        "degradation.noise_range=[1, 7]",
        "train.loss.late=0.25"
      })
  void anotherSettingIsStillRefused(String setting) throws IOException {
    unpack("shuffle-" + STATE);
    int sign = setting.indexOf('=');
    TrainConfig config =
        TrainConfig.of(
            config("shuffle").with(setting.substring(0, sign), setting.substring(sign + 1)));
    assertThatThrownBy(() -> open(config))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("was made with");
  }

  @Test
  void aDifferenceIsNamedByItsSetting() throws IOException {
    unpack("shuffle-" + STATE);
    try (TrainingRun run = open(TrainConfig.of(config("shuffle")))) {
      run.run(new TrainListener() {}, () -> false);
    }
    TrainConfig config = TrainConfig.of(config("shuffle").with("train.loss.late", "0.25"));
    assertThatThrownBy(() -> open(config))
        .hasMessageContaining("made with loss.late = 0.5, now it is loss.late = 0.25;");
  }

  private static void requireStored(String name, Tensor tensor) {
    float stored = name.contains("second") ? 1e-4f : name.contains("first") ? 1e-3f : 0.01f;
    if (torch.is_floating_point(tensor)) {
      assertThat(Tensors.floats(tensor)).as(name).containsOnly(stored);
    }
  }

  private TrainingRun open(TrainConfig config) throws IOException {
    return TrainingRun.open(config, photographs, folder, new Resume.Latest(), "cpu");
  }

  private ConfigNode config(String name) {
    return ConfigNode.read(before.resolve(name + ".yaml"));
  }

  private void unpack(String name) throws IOException {
    Path checkpoints = Files.createDirectories(folder.resolve("checkpoints"));
    try (InputStream in = new GZIPInputStream(Files.newInputStream(before.resolve(name + ".gz")))) {
      Files.copy(in, checkpoints.resolve(STATE));
    }
  }

  private Map<String, String> recorded(String name) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode all = json.readTree(before.resolve("facts.json").toFile());
    return json.convertValue(
        all.path(name),
        json.getTypeFactory().constructMapType(Map.class, String.class, String.class));
  }
}
