package io.github.resshift.train.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.train.TrainingTask;
import io.github.resshift.train.denoiser.TrainConfig;
import io.github.resshift.train.stage.StageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTasksTest {
  private static final Path BEFORE = Path.of("src/test/resources/before");

  @TempDir Path folder;

  @Test
  void aFileIsReadAsWhatItIs() {
    assertThat(TrainingTasks.read(BEFORE.resolve("shuffle.yaml"))).isInstanceOf(TrainConfig.class);
    assertThat(TrainingTasks.read(BEFORE.resolve("stage-vq.yaml"))).isInstanceOf(StageConfig.class);
  }

  @Test
  void keysWithoutEffectAreTold() throws IOException {
    Path file = folder.resolve("odd.yaml");
    Files.writeString(file, Files.readString(BEFORE.resolve("shuffle.yaml")) + "\nodd: 1\n");
    TrainingTask task = TrainingTasks.read(file);
    assertThat(task.warnings()).anyMatch(line -> line.contains("odd"));
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> TrainingTasks.read(folder.resolve("none.yaml")))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("none.yaml");
  }
}
