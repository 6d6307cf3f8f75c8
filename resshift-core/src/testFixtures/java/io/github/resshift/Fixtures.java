package io.github.resshift;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.config.ConfigNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of golden tensors and numbers: {@code -Dresshift.fixtures=DIR}, or the trimmed copy in
 * the test resources.
 */
public final class Fixtures {
  private static final Path ROOT = findRoot();

  private Fixtures() {}

  /** A file of the folder, by its path relative to the root; it need not exist. */
  public static Path path(String relative) {
    return ROOT.resolve(relative);
  }

  /** Whether the (perhaps trimmed) folder has this file. */
  public static boolean has(String relative) {
    return Files.isRegularFile(path(relative));
  }

  /** A parsed JSON file. */
  public static JsonNode json(String relative) {
    try {
      return new ObjectMapper().readTree(path(relative).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A block of a JSON file as a settings tree; {@code name} says where it stands. */
  public static ConfigNode config(String name, JsonNode block) {
    return ConfigNode.of(name, new ObjectMapper().convertValue(block, new TypeReference<>() {}));
  }

  /** Names of the files in a folder that match a regular expression, sorted. */
  public static List<String> list(String folder, String nameRegex) {
    try (Stream<Path> files = Files.list(path(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(nameRegex))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path findRoot() {
    String property = System.getProperty("resshift.fixtures", "");
    // A relative folder is meant from where Maven was started.
    Path root =
        Path.of(System.getProperty("resshift.root", ".."))
            .resolve(property.isBlank() ? "resshift-core/src/test/resources/fixtures" : property);
    if (!Files.isDirectory(root)) {
      throw new IllegalStateException("no fixture folder at " + root.toAbsolutePath());
    }
    return root;
  }
}
