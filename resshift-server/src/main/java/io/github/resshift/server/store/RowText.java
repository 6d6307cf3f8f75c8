package io.github.resshift.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Rows and the texts in them. Stateless. */
final class RowText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RowText() {}

  static String of(JobRequest request) {
    ObjectNode node = JSON.createObjectNode();
    node.put("task", request.task().name());
    node.put("name", request.name());
    node.put("saved", request.saved());
    node.put("model", request.model());
    ObjectNode values = node.putObject("values");
    request.values().forEach((name, texts) -> texts.forEach(values.withArrayProperty(name)::add));
    node.put("format", request.format().name());
    node.set("input", JSON.valueToTree(request.input()));
    node.put("mask", request.mask());
    node.put("width", request.width());
    node.put("height", request.height());
    return node.toString();
  }

  private static JobRequest request(String text, String digest, String key) {
    JsonNode node = tree(text);
    Map<String, List<String>> values = new TreeMap<>();
    node.get("values")
        .properties()
        .forEach(
            entry -> {
              List<String> texts = new ArrayList<>();
              ((ArrayNode) entry.getValue()).forEach(item -> texts.add(item.asText()));
              values.put(entry.getKey(), texts);
            });
    return new JobRequest(
        Task.valueOf(node.get("task").asText()),
        node.get("name").asText(),
        node.get("saved").asText(),
        node.get("model").asText(),
        values,
        PictureFormat.valueOf(node.get("format").asText()),
        value(node.get("input"), StoredInput.class),
        node.get("mask").asBoolean(),
        node.get("width").asInt(),
        node.get("height").asInt(),
        digest,
        Optional.ofNullable(key));
  }

  static String of(StoredResult result) {
    return JSON.valueToTree(result).toString();
  }

  static StoredResult result(String text) {
    return value(tree(text), StoredResult.class);
  }

  static JobRow row(ResultSet rows) throws SQLException {
    return new JobRow(
        rows.getString("id"),
        rows.getLong("number"),
        JobState.of(rows.getString("state")),
        request(rows.getString("request"), rows.getString("digest"), rows.getString("key")),
        rows.getInt("attempts"),
        Instant.ofEpochMilli(rows.getLong("created")),
        time(rows, "started"),
        time(rows, "ended"),
        time(rows, "expires"),
        rows.getBoolean("gone"),
        Optional.ofNullable(rows.getString("result")).map(RowText::result),
        Optional.ofNullable(rows.getString("error")));
  }

  private static Optional<Instant> time(ResultSet rows, String column) throws SQLException {
    long millis = rows.getLong(column);
    return rows.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new StoreException("A row of the table of jobs is damaged.", e);
    }
  }

  private static <T> T value(JsonNode node, Class<T> type) {
    try {
      return JSON.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw new StoreException("A row of the table of jobs is damaged.", e);
    }
  }
}
