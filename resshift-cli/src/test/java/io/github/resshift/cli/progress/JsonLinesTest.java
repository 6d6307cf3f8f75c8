package io.github.resshift.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.batch.BatchListener;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.BatchPlan.Unusable;
import io.github.resshift.jobs.batch.BatchRunner;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.FakeMaker;
import io.github.resshift.jobs.batch.Ledger;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  @TempDir Path dir;
  private final Cancellation cancellation = new Cancellation();

  @Test
  void jsonLinesHaveAllMembersAndNothingButAscii() throws IOException {
    StringWriter out = new StringWriter();
    BatchPlan plan =
        new BatchPlan(
            List.of(new Unusable("nö", "There is no nö."), work("ä\"b", "x"), work("c", "bad")));
    runner(List.of(new JsonLines(new PrintWriter(out)))).run(plan);
    assertThat(out.toString()).isASCII();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSize(3);
    for (JsonNode line : lines) {
      List<String> names = new ArrayList<>();
      line.fieldNames().forEachRemaining(names::add);
      assertThat(names)
          .containsExactly(
              "input",
              "output",
              "status",
              "seconds",
              "width",
              "height",
              "frames",
              "model",
              "seed",
              "steps",
              "error",
              "outdated");
    }
    assertThat(lines.get(0).get("status").asText()).isEqualTo("failed");
    assertThat(lines.get(0).get("model").isNull()).isTrue();
    JsonNode done = lines.get(1);
    assertThat(done.get("input").asText()).isEqualTo(dir.resolve("ä\"b.jpg").toString());
    assertThat(done.get("output").asText()).isEqualTo(dir.resolve("out/ä\"b.png").toString());
    assertThat(done.get("status").asText()).isEqualTo("done");
    assertThat(done.get("width").asInt()).isEqualTo(40);
    assertThat(done.get("height").asInt()).isEqualTo(20);
    assertThat(done.get("model").asText()).isEqualTo("fake");
    assertThat(done.get("seed").asLong()).isEqualTo(12345);
    assertThat(done.get("steps").asInt()).isEqualTo(4);
    assertThat(done.get("error").isNull()).isTrue();
    assertThat(lines.get(2).get("error").asText()).isEqualTo("explained: bad content");
    assertThat(lines.get(2).get("output").isNull()).isTrue();
  }

  private BatchRunner runner(List<BatchListener> listeners) {
    return new BatchRunner(
        () -> {
          return new FakeMaker(cancellation);
        },
        listeners,
        cancellation,
        e -> "explained: " + e.getMessage(),
        Ledger.NONE);
  }

  private Todo work(String name, String content) throws IOException {
    Path source = Files.writeString(dir.resolve(name + ".jpg"), content);
    return new Todo(source, dir.resolve("out").resolve(name + ".png"), PictureFormat.PNG);
  }
}
