package io.github.resshift.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.resshift.image.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a measurement.
 *
 * @param facts about the machine
 * @param tables what was measured
 */
public record Report(Map<String, Object> facts, List<Table> tables) {
  /** Prints the facts and the tables in Markdown. */
  public void print(PrintWriter out) {
    facts.forEach((name, value) -> out.println("- " + name + ": " + value));
    for (Table table : tables) {
      out.println();
      out.print(table.text());
    }
    out.flush();
  }

  /** Writes {@code {"facts": {...}, "tables": [{"title": ..., "rows": [{...}]}]}} atomically. */
  public void write(Path file) throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("facts", facts);
    root.put(
        "tables",
        tables.stream()
            .map(
                table -> {
                  Map<String, Object> map = new LinkedHashMap<>();
                  map.put("title", table.title());
                  map.put("rows", table.rows());
                  return map;
                })
            .toList());
    AtomicFile.write(
        file,
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root));
  }
}
