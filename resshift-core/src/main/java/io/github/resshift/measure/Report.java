package io.github.resshift.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path part = Files.createTempFile(target.getParent(), ".report", ".part");
    try {
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(part.toFile(), root);
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
