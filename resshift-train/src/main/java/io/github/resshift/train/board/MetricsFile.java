package io.github.resshift.train.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.image.AtomicFile;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The curves of a run as lines of JSON, {@code {"step": 100, "time": 1764313200.5, "loss/total":
 * 0.01}}: the iteration, seconds since 1970, and one member for each curve that has a value there.
 * What is not a finite number is left out. Each line is on the disk when {@link #add} returns. One
 * thread.
 */
public final class MetricsFile implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MILLIS = 1e3;
  private static final String STEP = "step";

  private final Writer writer;

  /**
   * Opens a file to go on with it; lines that the run will make again, and one that was cut off,
   * are taken out.
   *
   * @param firstIteration the iteration that comes next
   */
  public MetricsFile(Path file, long firstIteration) throws IOException {
    if (Files.exists(file)) {
      StringBuilder kept = new StringBuilder();
      for (String line : Files.readAllLines(file)) {
        if (before(line, firstIteration)) {
          kept.append(line).append('\n');
        }
      }
      AtomicFile.write(file, kept.toString());
    }
    this.writer =
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static boolean before(String line, long iteration) {
    try {
      JsonNode step = JSON.readTree(line).get(STEP);
      return step != null && step.asLong() < iteration;
    } catch (IOException e) {
      return false;
    }
  }

  /** Adds a line. */
  public void add(long iteration, Map<String, Double> values) throws IOException {
    ObjectNode line = JSON.createObjectNode();
    line.put(STEP, iteration);
    line.put("time", System.currentTimeMillis() / MILLIS);
    values.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            line.put(name, value);
          }
        });
    writer.write(JSON.writeValueAsString(line) + "\n");
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
