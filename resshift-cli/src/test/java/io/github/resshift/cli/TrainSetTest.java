package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.cli.TinyTraining.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Keys of {@code train --set} that nobody reads. */
class TrainSetTest {
  @TempDir Path dir;
  private String said;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.iteration=9|train.iteration |train.iterations",
        "trian.lr=1e-4|trian.lr |train.lr",
        "train.loss.charbonier=1|train.loss.charbonier |train.loss.charbonnier",
        "model.params.swin={depth: 2}|model.params.swin |"
      })
  void endBeforeAnythingIsDone(String set, String key, String nearest) throws IOException {
    assertThat(train(TinyTraining.config(dir), set)).as(said).isEqualTo(ExitCode.USAGE);
    assertThat(said).contains("--set " + key.strip());
    if (nearest != null) {
      assertThat(said).contains("the nearest is " + nearest + ".");
    }
    assertThat(dir.resolve("run")).doesNotExist();
  }

  @Test
  void endAFirstStageToo() throws IOException {
    assertThat(train(TinyTraining.stage(dir, Stage.KL), "train.codebook.weight=2"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(said).contains("--set train.codebook");
    assertThat(dir.resolve("run")).doesNotExist();
  }

  @Test
  void inTheFileTheyAreOnlyWarnedOf() throws IOException {
    Path config = TinyTraining.config(dir);
    Files.writeString(config, Files.readString(config) + "  iteration: 9\n");
    assertThat(train(config, "train.iterations=1")).as(said).isEqualTo(ExitCode.DONE);
    assertThat(said).contains("the key train.iteration has no effect here");
  }

  @Test
  void areInTheRecordOfTheRun() throws IOException {
    Path config = TinyTraining.config(dir);
    assertThat(train(config, "train.iterations=2")).as(said).isEqualTo(ExitCode.DONE);
    assertThat(train(config, "train.iterations=3")).as(said).isEqualTo(ExitCode.DONE);
    JsonNode run = new ObjectMapper().readTree(dir.resolve("run/run.json").toFile());
    assertThat(run.at("/configuration/train/iterations").asInt()).isEqualTo(3);
    assertThat(run.at("/recorded/data").asText()).hasSize(64);
    assertThat(run.get("starts")).hasSize(2);
    assertThat(run.at("/starts/1/after_iteration").asInt()).isEqualTo(2);
    assertThat(run.at("/starts/1/machine/engine").asText()).startsWith("libtorch");
    List<String> lines = Files.readAllLines(dir.resolve("run/metrics.jsonl"));
    assertThat(lines).hasSize(3);
    for (int i = 0; i < lines.size(); i++) {
      JsonNode line = new ObjectMapper().readTree(lines.get(i));
      assertThat(line.get("step").asInt()).isEqualTo(i + 1);
      assertThat(line.has("loss/total")).isTrue();
    }
  }

  private int train(Path config, String set) throws IOException {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(new FakeMakers());
    line.setErr(new PrintWriter(err, true));
    int code =
        line.execute(
            "train",
            config.toString(),
            "--data",
            TinyTraining.photographs(dir).toString(),
            "--out",
            dir.resolve("run").toString(),
            "--device",
            "cpu",
            "--set",
            set);
    said = err.toString();
    return code;
  }
}
