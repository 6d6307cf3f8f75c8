package io.github.resshift.jobs.batch;

import io.github.resshift.image.FileNames;
import java.nio.file.Path;
import java.util.Locale;

/** Parts of the names of files. Stateless. */
public final class PictureNames {
  private PictureNames() {}

  /** The suffix in lower case without the dot, empty if there is none. */
  static String suffix(Path file) {
    String name = FileNames.name(file);
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** The name without its suffix. */
  public static String stem(Path file) {
    String name = FileNames.name(file);
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  /**
   * A path below a folder without the suffix and with forward slashes, so that {@code a.jpg} and
   * its result {@code a.png} have one name.
   */
  public static String withoutSuffix(Path place) {
    String text = FileNames.text(place).replace('\\', '/');
    int dot = text.lastIndexOf('.');
    return dot > text.lastIndexOf('/') + 1 ? text.substring(0, dot) : text;
  }
}
