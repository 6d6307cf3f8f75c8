package io.github.resshift.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which version of a file a half-done download holds, kept beside it as {@code FILE.part.json}.
 *
 * @param url address it comes from
 * @param validator the server's name for that version, or empty
 */
record PartState(String url, String validator) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Path pathFor(Path part) {
    return part.resolveSibling(part.getFileName() + ".json");
  }

  /** What is known of {@code part}; nothing where it came from another address. */
  static PartState read(Path part, String url) throws IOException {
    Path path = pathFor(part);
    if (Files.isRegularFile(path)) {
      try {
        JsonNode node = JSON.readTree(Files.readAllBytes(path));
        if (url.equals(node.path("url").asText())) {
          return new PartState(url, node.path("validator").asText());
        }
      } catch (JsonProcessingException e) {
        // Cut off in the middle of writing: as good as none, and the download begins anew.
        return new PartState(url, "");
      }
    }
    return new PartState(url, "");
  }

  void write(Path part) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("url", url);
    node.put("validator", validator);
    Files.writeString(pathFor(part), JSON.writeValueAsString(node));
  }

  static void delete(Path part) throws IOException {
    Files.deleteIfExists(pathFor(part));
  }
}
