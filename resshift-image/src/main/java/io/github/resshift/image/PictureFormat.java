package io.github.resshift.image;

import java.nio.file.Path;
import java.util.Locale;

/** File formats that can be written. */
public enum PictureFormat {
  /** Lossless; gray, alpha and 16 bits are kept. */
  PNG("png"),
  /** Lossy, 8 bits, no alpha. */
  JPEG("jpg"),
  /** Lossless (deflate); gray, alpha and 16 bits are kept. */
  TIFF("tif"),
  /** Lossy, 8 bits, or lossless at quality 100; alpha is kept. */
  WEBP("webp");

  private final String suffix;

  PictureFormat(String suffix) {
    this.suffix = suffix;
  }

  /** The usual suffix without a dot, for names of new files. */
  public String suffix() {
    return suffix;
  }

  /**
   * The format that a suffix stands for: png, jpg, jpeg, tif, tiff or webp, in any case, with or
   * without a dot.
   *
   * @throws PictureException if nothing can be written under this suffix
   */
  public static PictureFormat of(String suffix) {
    String plain = suffix.toLowerCase(Locale.ROOT);
    plain = plain.startsWith(".") ? plain.substring(1) : plain;
    return switch (plain) {
      case "png" -> PNG;
      case "jpg", "jpeg" -> JPEG;
      case "tif", "tiff" -> TIFF;
      case "webp" -> WEBP;
      case "heic", "heif", "avif", "jxl" ->
          throw new PictureException(
              String.format(
                  "%s files can neither be read nor written; choose png, jpg, tif or webp.",
                  plain.toUpperCase(Locale.ROOT)));
      case "gif", "bmp" ->
          throw new PictureException(
              String.format(
                  "%s files can be read at most, not written; choose png, jpg, tif or webp.",
                  plain.toUpperCase(Locale.ROOT)));
      default ->
          throw new PictureException(
              String.format("'%s' is not a picture format; choose png, jpg, tif or webp.", suffix));
    };
  }

  /**
   * The format that a file's name ends with.
   *
   * @throws PictureException if it has no suffix of a format that can be written
   */
  public static PictureFormat of(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    if (dot < 0) {
      throw new PictureException(
          String.format("%s has no suffix; let it end with .png, .jpg, .tif or .webp.", file));
    }
    return of(name.substring(dot + 1));
  }
}
