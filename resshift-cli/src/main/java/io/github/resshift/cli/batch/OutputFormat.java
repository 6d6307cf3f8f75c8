package io.github.resshift.cli.batch;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of file that pictures are written as. */
public enum OutputFormat {
  /** Lossless, 8 or 16 bits. */
  PNG("png"),
  /** Lossy, 8 bits, without alpha. */
  JPEG("jpg", "jpeg", "jpe"),
  /** Lossless, 8 or 16 bits. */
  TIFF("tif", "tiff");

  private final List<String> suffixes;

  OutputFormat(String... suffixes) {
    this.suffixes = List.of(suffixes);
  }

  /** The suffix of new files, without the dot. */
  public String suffix() {
    return suffixes.get(0);
  }

  /** The format that a file's suffix names, if it names one. */
  public static Optional<OutputFormat> ofFile(Path file) {
    String suffix = PictureNames.suffix(file);
    for (OutputFormat format : values()) {
      if (format.suffixes.contains(suffix)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
