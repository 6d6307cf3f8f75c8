package io.github.resshift.train.board;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {
  @TempDir Path dir;

  @Test
  void everyLineIsThereAtOnce() throws IOException {
    Path file = dir.resolve("metrics.jsonl");
    try (MetricsFile metrics = new MetricsFile(file, 1)) {
      metrics.add(10, Map.of("loss/total", 0.25, "bad", Double.NaN));
      JsonNode line = new ObjectMapper().readTree(Files.readAllLines(file).get(0));
      assertThat(line.get("step").asLong()).isEqualTo(10);
      assertThat(line.get("loss/total").asDouble()).isEqualTo(0.25);
      assertThat(line.get("time").asDouble()).isGreaterThan(1.7e9);
      assertThat(line.has("bad")).isFalse();
    }
  }

  @Test
  void aResumedRunMakesNoStepTwice() throws IOException {
    Path file = dir.resolve("metrics.jsonl");
    try (MetricsFile metrics = new MetricsFile(file, 1)) {
      for (long step = 10; step <= 40; step += 10) {
        metrics.add(step, Map.of("a", 1.0));
      }
    }
    Files.writeString(file, "{\"step\": 5", StandardOpenOption.APPEND); // cut off by a crash
    try (MetricsFile metrics = new MetricsFile(file, 21)) {
      metrics.add(30, Map.of("a", 2.0));
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(2)).contains("\"step\":30").contains("\"a\":2.0");
  }
}
