package io.github.resshift.degrade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.ResShiftException;
import io.github.resshift.image.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of draws as JSON files: {@code {"format": "resshift-draws/1", "seed": "…", "draws":
 * [{"name": "factor", "values": [0.5]}, {"name": "normal_color"}]}}. An entry without values is a
 * field. The seed is a decimal string, because JSON numbers do not hold 64 bits everywhere.
 */
final class DrawRecordFile {
  private static final String FORMAT = "resshift-draws/1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private DrawRecordFile() {}

  /** Writes a record beside its place and moves it there. */
  public static void write(DrawRecord record, Path file) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("seed", Long.toString(record.seed()));
    ArrayNode draws = root.putArray("draws");
    for (DrawRecord.Entry entry : record.entries()) {
      ObjectNode node = draws.addObject().put("name", entry.name());
      if (entry.kind() == DrawRecord.Kind.VALUES) {
        ArrayNode values = node.putArray("values");
        for (double value : entry.values()) {
          values.add(value);
        }
      }
    }
    try {
      AtomicFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    } catch (IOException e) {
      throw new ResShiftException("Cannot write the record of draws " + file + ": " + e, e);
    }
  }

  /** Reads a record. */
  public static DrawRecord read(Path file) {
    JsonNode root;
    try {
      root = JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ResShiftException("Cannot read the record of draws " + file + ": " + e, e);
    }
    if (!FORMAT.equals(root.path("format").asText())) {
      throw new ResShiftException(
          file
              + " is not a record of draws: its format is '"
              + root.path("format").asText()
              + "', not '"
              + FORMAT
              + "'.");
    }
    try {
      List<DrawRecord.Entry> entries = new ArrayList<>();
      for (JsonNode node : root.path("draws")) {
        entries.add(entry(node));
      }
      return new DrawRecord(Long.parseLong(root.path("seed").asText()), entries);
    } catch (IllegalArgumentException e) {
      throw new ResShiftException(
          "The record of draws " + file + " is damaged: " + e.getMessage() + ".", e);
    }
  }

  private static DrawRecord.Entry entry(JsonNode node) {
    if (!node.path("name").isTextual()) {
      throw new IllegalArgumentException("a draw has no name");
    }
    String name = node.get("name").asText();
    if (!node.has("values")) {
      return new DrawRecord.Entry(name, DrawRecord.Kind.FIELD, new double[0]);
    }
    double[] values = new double[node.get("values").size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = node.get("values").get(i);
      if (!value.isNumber()) {
        throw new IllegalArgumentException("draw '" + name + "' has a value that is no number");
      }
      values[i] = value.doubleValue();
    }
    return new DrawRecord.Entry(name, DrawRecord.Kind.VALUES, values);
  }
}
