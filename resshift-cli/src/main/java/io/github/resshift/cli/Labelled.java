package io.github.resshift.cli;

import io.github.resshift.image.FileNames;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A path that may have a name before it, as in {@code ours=results/}.
 *
 * @param label what to call it
 * @param path the file or folder
 */
record Labelled(String label, Path path) {
  /** Reads LABEL=PATH or PATH; a path that exists and has an equals sign in it is a path. */
  static Labelled parse(String text) {
    int sign = text.indexOf('=');
    if (sign <= 0 || exists(text)) {
      Path path = FileNames.path(text);
      Path name = path.toAbsolutePath().normalize().getFileName();
      return new Labelled(name == null ? text : FileNames.text(name), path);
    }
    return new Labelled(text.substring(0, sign), FileNames.path(text.substring(sign + 1)));
  }

  private static boolean exists(String text) {
    try {
      return Files.exists(FileNames.path(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
