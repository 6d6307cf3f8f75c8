package io.github.resshift.image;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

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

  private static final int JPEG_SIDE = 0xFFFF;

  /** Sides have 14 bits. */
  private static final int WEBP_SIDE = (1 << 14) - 1;

  private final String suffix;

  PictureFormat(String suffix) {
    this.suffix = suffix;
  }

  /**
   * Why a file of this format cannot hold a picture of a size, as the end of a sentence with what
   * to do; empty if it can. PNG and TIFF have no such limit (but TIFF one of 4 GiB a file, and how
   * large a file becomes is not known before).
   */
  public Optional<String> refusal(long width, long height) {
    int most = this == WEBP ? WEBP_SIDE : this == JPEG ? JPEG_SIDE : Integer.MAX_VALUE;
    return width <= most && height <= most
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "a %s file has at most %d pixels a side, not %dx%d; choose png or tif",
                this == WEBP ? "WebP" : name(),
                most,
                width,
                height));
  }

  /** The usual suffix without a dot, for names of new files. */
  public String suffix() {
    return suffix;
  }

  /** The media type, such as {@code image/png}. */
  public String mediaType() {
    return "image/" + name().toLowerCase(Locale.ROOT);
  }

  /**
   * The format that a suffix stands for: png, apng, jpg, jpeg, jpe, jfif, jif, tif, tiff or webp,
   * in any case, with or without a dot.
   *
   * @throws PictureException if nothing can be written under this suffix
   */
  public static PictureFormat of(String suffix) {
    String plain = suffix.toLowerCase(Locale.ROOT);
    plain = plain.startsWith(".") ? plain.substring(1) : plain;
    return switch (plain) {
      case "png", "apng" -> PNG;
      case "jpg", "jpeg", "jpe", "jfif", "jif" -> JPEG;
      case "tif", "tiff" -> TIFF;
      case "webp" -> WEBP;
      case "heic", "heif", "avif", "jxl" ->
          throw new PictureException(
              String.format(
                  "%s files can neither be read nor written; choose png, jpg, tif or webp.",
                  plain.toUpperCase(Locale.ROOT)));
      case "gif", "bmp", "dib" ->
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
