package io.github.resshift.jobs.batch;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Which file names look like pictures; decides what is taken from folders and globs. */
public final class PictureNames {
  /** Formats that cannot be read are among them: better a failure that says so than silence. */
  private static final Set<String> SUFFIXES =
      Set.of(
          "png", "jpg", "jpeg", "jpe", "tif", "tiff", "bmp", "gif", "webp", "heic", "heif", "avif",
          "jxl");

  private PictureNames() {}

  /** Whether a file in a folder is taken for a picture; hidden files never are. */
  static boolean looksLikePicture(Path file) {
    return !hidden(file) && isPicture(file);
  }

  /** Whether a name has the suffix of a picture. */
  static boolean isPicture(Path file) {
    return SUFFIXES.contains(suffix(file));
  }

  /** Whether a folder or file is hidden by the convention of a leading dot. */
  static boolean hidden(Path path) {
    return path.getFileName() != null && path.getFileName().toString().startsWith(".");
  }

  /** The suffix in lower case without the dot, empty if there is none. */
  static String suffix(Path file) {
    String name = name(file);
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** The name without its suffix. */
  public static String stem(Path file) {
    String name = name(file);
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }
}
