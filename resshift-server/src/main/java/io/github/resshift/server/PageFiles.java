package io.github.resshift.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The files of the page, which lie beside this class. Stateless and thread-safe. */
final class PageFiles {
  /** No folders and no leading dot, so that a name cannot lead anywhere else. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9]+)+");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "jpg", "image/jpeg");

  /** A file and what it is. */
  record PageFile(byte[] content, String type) {}

  private PageFiles() {}

  /** The file of a name that came from outside; empty if there is none. */
  static Optional<PageFile> find(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      return Optional.empty();
    }
    return read("page/" + name).map(content -> new PageFile(content, type));
  }

  /** The description of the interface. */
  static byte[] openapi() {
    return read("openapi.json").orElseThrow();
  }

  private static Optional<byte[]> read(String resource) {
    try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
