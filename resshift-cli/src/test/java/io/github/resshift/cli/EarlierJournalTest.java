package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.jobs.ProgramVersion;
import io.github.resshift.jobs.RestoringMakers;
import io.github.resshift.jobs.journal.Journal;
import io.github.resshift.jobs.journal.RunSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A journal that was written before the facts about a model had canonical texts. */
class EarlierJournalTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path dir;
  private Path journal;

  @BeforeEach
  void copy() throws IOException, URISyntaxException {
    Path before = Path.of(getClass().getResource("/before/README.md").toURI()).getParent();
    for (String file : List.of("in/p0.png", "in/p1.png", "out/p0.png", "out/p1.png")) {
      Files.createDirectories(dir.resolve(file).getParent());
      Files.copy(before.resolve(file), dir.resolve(file));
    }
    Path model = Files.createDirectories(dir.resolve("model"));
    Files.copy(before.resolve("model/model.yaml"), model.resolve("model.yaml"));
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(before.resolve("model/weights.safetensors.gz")))) {
      Files.copy(in, model.resolve("weights.safetensors"));
    }
    journal = dir.resolve("out").resolve(Journal.NAME);
    String text = Files.readString(before.resolve("out/journal.jsonl"));
    Files.writeString(journal, ofThisVersion(text.replace("@FOLDER@", slashed())));
  }

  private String slashed() {
    return dir.toAbsolutePath().toString().replace("\\", "\\\\");
  }

  /** The program's version is a setting, too: with another one every result is outdated. */
  private static String ofThisVersion(String journal) throws IOException {
    List<String> lines = new ArrayList<>();
    String digest = "";
    for (String line : journal.lines().toList()) {
      ObjectNode node = (ObjectNode) JSON.readTree(line);
      if (node.has("values")) {
        ObjectNode values = (ObjectNode) node.get("values");
        values.put("version", ProgramVersion.text());
        TreeMap<String, String> map = new TreeMap<>();
        values.fields().forEachRemaining(e -> map.put(e.getKey(), e.getValue().asText()));
        digest = new RunSettings(map).digest();
      }
      if (node.has("settings")) {
        node.put("settings", digest);
      }
      lines.add(node.toString());
    }
    return String.join("\n", lines) + "\n";
  }

  @Test
  void itsResultsAreCurrent() throws IOException {
    String said = upscale("2");
    assertThat(said).contains("2 skipped").doesNotContain("other settings");
  }

  @Test
  void aRunThatWasCutOffIsGoneOnWith() throws IOException {
    List<String> lines = Files.readAllLines(journal);
    Files.write(journal, lines.subList(0, lines.size() - 2)); // without the second picture's end
    Files.delete(dir.resolve("out/p1.png"));
    String said = upscale("2");
    assertThat(said).contains("1 done").contains("1 skipped");
  }

  @Test
  void otherSettingsAreToldAndTheModelIsNotAmongThem() throws IOException {
    assertThat(run("3", "skip")).contains("--steps 2, now 3").doesNotContain("model ");
    assertThat(upscale("3")).contains("2 done");
  }

  @Test
  void anotherModelIsTold() throws IOException {
    Path file = dir.resolve("model/model.yaml");
    Files.writeString(file, Files.readString(file).replace("kappa: 0.5", "kappa: 0.25"));
    assertThat(run("2", "skip")).contains("model ");
    assertThat(upscale("2")).contains("2 done");
  }

  @Test
  void whatIsWrittenNowIsCurrentNextTime() throws IOException {
    upscale("3");
    JsonNode begin = JSON.readTree(Files.readAllLines(journal).get(6));
    assertThat(begin.path("event").asText()).isEqualTo("begin");
    assertThat(begin.path("values").path("model").asText())
        .isNotEqualTo(
            JSON.readTree(Files.readAllLines(journal).get(0)).at("/values/model").asText());
    assertThat(upscale("3")).contains("2 skipped");
  }

  private String upscale(String steps) {
    return run(steps, "update");
  }

  private String run(String steps, String existing) {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(new RestoringMakers());
    line.setErr(new PrintWriter(err, true));
    int code =
        line.execute(
            "upscale",
            dir.resolve("in").toString(),
            "-o",
            dir.resolve("out").toString(),
            "--model",
            dir.resolve("model").toString(),
            "--steps",
            steps,
            "--device",
            "cpu",
            "--precision",
            "fp32",
            "--existing",
            existing);
    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    return err.toString();
  }
}
