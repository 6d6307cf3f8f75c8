package io.github.resshift.image;

import io.github.resshift.image.meta.Metadata;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes pictures. A file appears whole or not at all: it is written under a temporary name beside
 * the target and moved into place. Stateless and thread-safe.
 */
public final class PictureWriter {
  /** A JPEG quality at which the marks of compression are hard to see. */
  public static final int DEFAULT_QUALITY = 95;

  private PictureWriter() {}

  /**
   * Writes a picture, over a file of that name if there is one. JPEG holds 8 bits without alpha: a
   * deeper picture is rounded, a transparent one is laid on white, and both are said in the result.
   *
   * @param quality 1 to 100, for JPEG and WebP, which loses nothing at 100; PNG and TIFF ignore it
   * @return what was lost, as sentence parts that start with the file's name; empty if nothing was
   * @throws PictureException if the file cannot be written; no part of it is left then
   */
  public static List<String> write(Picture picture, Path file, PictureFormat format, int quality) {
    return write(picture, Metadata.NONE, file, format, quality);
  }

  /**
   * As {@link #write(Picture, Path, PictureFormat, int)}, with metadata. They are written as they
   * are: {@link Metadata#forResult} makes them true of a result.
   */
  public static List<String> write(
      Picture picture, Metadata metadata, Path file, PictureFormat format, int quality) {
    try (PictureStream stream =
        PictureStream.open(picture.shape(), metadata, file, format, quality)) {
      stream.rows(picture);
      return stream.commit();
    }
  }

  /**
   * As above, into a stream, which stays open: it gets the whole picture or nothing, unless the
   * stream itself fails.
   *
   * @param name what notes call it
   * @throws PictureException if the picture cannot be made or the stream takes no more
   */
  public static List<String> write(
      Picture picture,
      Metadata metadata,
      OutputStream to,
      String name,
      PictureFormat format,
      int quality) {
    try (PictureStream stream =
        PictureStream.open(picture.shape(), metadata, to, name, format, quality)) {
      stream.rows(picture);
      return stream.commit();
    }
  }
}
