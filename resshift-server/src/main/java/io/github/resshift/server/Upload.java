package io.github.resshift.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came with a request, in files of our own; deleted when it is closed, as far as nobody took
 * them.
 *
 * @param name clean name of the picture
 * @param values settings and other texts by name
 */
record Upload(String name, Path picture, Optional<Path> mask, Map<String, List<String>> values)
    implements AutoCloseable {
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(picture);
    if (mask.isPresent()) {
      Files.deleteIfExists(mask.get());
    }
  }
}
