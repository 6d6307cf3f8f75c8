package io.github.resshift.jobs.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The lines of a journal: one JSON object each, told apart by the member {@code event}. */
final class JournalText {
  static final String FORMAT = "resshift-journal/1";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENT = "event";

  private JournalText() {}

  /** One line, read. */
  sealed interface Event {
    /** A run that has something to do begins. */
    record Begin(String format, RunSettings settings, long process) implements Event {}

    /** The work on a picture begins; {@code existed}: there was a file under its name before. */
    record Start(String target, String source, boolean existed) implements Event {}

    /** A result is finished. */
    record Done(Entry entry) implements Event {}

    /** A run came to its end. */
    record End() implements Event {}
  }

  /** The line of an event, with its end. */
  static byte[] line(Event event) {
    ObjectNode node = JSON.createObjectNode();
    if (event instanceof Event.Begin begin) {
      node.put(EVENT, "begin").put("format", begin.format()).put("process", begin.process());
      node.put("settings", begin.settings().digest());
      ObjectNode values = node.putObject("values");
      begin.settings().values().forEach(values::put);
    } else if (event instanceof Event.Start start) {
      node.put(EVENT, "start").put("target", start.target()).put("source", start.source());
      node.put("existed", start.existed());
    } else if (event instanceof Event.Done done) {
      Entry entry = done.entry();
      node.put(EVENT, "done").put("target", entry.target()).put("source", entry.source());
      state(node.putObject("from"), entry.from());
      state(node.putObject("made"), entry.made());
      node.put("settings", entry.settings());
    } else {
      node.put(EVENT, "end");
    }
    return (node + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void state(ObjectNode node, FileState state) {
    node.put("bytes", state.bytes()).put("modified", state.modified());
    node.put("sha256", state.sha256());
  }

  /** Reads a line without its end; empty if it is damaged. */
  static Optional<Event> parse(ByteBuffer line) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(line).toString();
      JsonNode node = JSON.readTree(text);
      return Optional.of(
          switch (text(node, EVENT)) {
            case "begin" -> begin(node);
            case "start" ->
                new Event.Start(
                    text(node, "target"), text(node, "source"), node.path("existed").asBoolean());
            case "done" ->
                new Event.Done(
                    new Entry(
                        text(node, "target"),
                        text(node, "source"),
                        state(node.path("from")),
                        state(node.path("made")),
                        text(node, "settings")));
            case "end" -> new Event.End();
            default -> throw new IllegalArgumentException("unknown event");
          });
    } catch (CharacterCodingException | JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Event.Begin begin(JsonNode node) {
    Map<String, String> values = new TreeMap<>();
    node.path("values")
        .fields()
        .forEachRemaining(field -> values.put(field.getKey(), field.getValue().asText()));
    return new Event.Begin(
        text(node, "format"),
        new RunSettings(new TreeMap<>(values)),
        node.path("process").asLong());
  }

  private static FileState state(JsonNode node) {
    if (!node.path("bytes").isIntegralNumber() || !node.path("modified").isIntegralNumber()) {
      throw new IllegalArgumentException("no state of a file");
    }
    return new FileState(
        node.get("bytes").asLong(), node.get("modified").asLong(), text(node, "sha256"));
  }

  private static String text(JsonNode node, String name) {
    if (!node.path(name).isTextual()) {
      throw new IllegalArgumentException("no " + name);
    }
    return node.get(name).asText();
  }
}
