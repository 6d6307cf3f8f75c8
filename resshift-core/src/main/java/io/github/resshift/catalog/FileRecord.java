package io.github.resshift.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.image.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What was found out about a weights file when it came into the cache, kept beside it as {@code
 * FILE.json}. A file of the same length and time is taken for unchanged, so that half a gigabyte is
 * not hashed at every start.
 *
 * @param sha256 digest of the file
 * @param bytes its length
 * @param modified its modification time in milliseconds
 * @param source where it came from: an address, or a path for an imported file
 */
record FileRecord(String sha256, long bytes, long modified, String source) {
  private static final String FORMAT = "resshift-file/1";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The record of {@code file} as it lies there now. */
  static FileRecord of(Path file, String sha256, String source) throws IOException {
    return new FileRecord(
        sha256, Files.size(file), Files.getLastModifiedTime(file).toMillis(), source);
  }

  /** Where the record of {@code file} is kept. */
  static Path pathFor(Path file) {
    return file.resolveSibling(file.getFileName() + ".json");
  }

  /** The record beside {@code file}, or nothing where there is none. */
  static Optional<FileRecord> read(Path file) throws IOException {
    Path path = pathFor(file);
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    JsonNode node = JSON.readTree(Files.readAllBytes(path));
    if (!FORMAT.equals(node.path("format").asText())) {
      throw new CatalogException(
          path + ": not a record of this program; delete it, and the file is checked anew.");
    }
    return Optional.of(
        new FileRecord(
            node.path("sha256").asText(),
            node.path("bytes").asLong(),
            node.path("modified").asLong(),
            node.path("source").asText()));
  }

  /** Keeps this record beside {@code file}. */
  void write(Path file) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("format", FORMAT);
    node.put("sha256", sha256);
    node.put("bytes", bytes);
    node.put("modified", modified);
    node.put("source", source);
    AtomicFile.write(
        pathFor(file), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
  }

  /** Whether {@code file} still has the length and time of this record. */
  boolean looksUnchanged(Path file) throws IOException {
    return Files.size(file) == bytes && Files.getLastModifiedTime(file).toMillis() == modified;
  }
}
