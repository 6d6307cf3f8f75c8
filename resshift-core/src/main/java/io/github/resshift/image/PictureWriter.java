package io.github.resshift.image;

import io.github.resshift.image.meta.Metadata;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes pictures. A file appears whole or not at all: it is written under a temporary name beside
 * the target and moved into place. Stateless and thread-safe.
 */
public final class PictureWriter {
  /** A JPEG quality at which the marks of compression are hard to see. */
  public static final int DEFAULT_QUALITY = 95;

  /** SOI and the JFIF segment, which come first. */
  private static final int JFIF_BYTES = 20;

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
    if (quality < 1 || quality > 100) {
      throw new PictureException(
          String.format("the JPEG quality must be between 1 and 100, not %d.", quality));
    }
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new PictureException(file + " is a folder; give the name of a file.");
    }
    if (!Files.isDirectory(folder)) {
      throw new PictureException(
          String.format("%s cannot be written: the folder %s does not exist.", file, folder));
    }
    Path part = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    List<String> notes = new ArrayList<>();
    try {
      encode(picture, metadata, part, format, quality, file.toString(), notes);
      moveIntoPlace(part, target);
    } catch (IOException e) {
      throw new PictureException(String.format("%s cannot be written: %s.", file, reason(e)), e);
    } finally {
      deleteQuietly(part);
    }
    return notes;
  }

  private static void encode(
      Picture picture,
      Metadata metadata,
      Path part,
      PictureFormat format,
      int quality,
      String name,
      List<String> notes)
      throws IOException {
    switch (format) {
      case PNG -> {
        try (OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW))) {
          PngEncoder.write(picture, metadata, out);
        }
      }
      case TIFF -> {
        try (var out =
            Files.newByteChannel(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          new TiffEncoder(out).page(picture, metadata);
        }
      }
      case JPEG -> {
        if (picture.hasAlpha()) {
          notes.add(name + ": JPEG has no alpha, the picture was laid on white");
        }
        if (picture.depth() > 8) {
          notes.add(name + ": JPEG has 8 bits, the picture's 16 were rounded");
        }
        Picture opaque = picture.hasAlpha() ? onWhite(picture) : picture;
        BufferedImage image = BufferedImages.interleaved(opaque, opaque.colourCount(), false, 8);
        byte[] jpeg = ImageIoEncoder.jpeg(image, quality);
        metadata.density().ifPresent(density -> JpegSegments.density(jpeg, density));
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
          out.write(jpeg, 0, JFIF_BYTES);
          out.write(JpegSegments.of(metadata, note -> notes.add(name + ": " + note)));
          out.write(jpeg, JFIF_BYTES, jpeg.length - JFIF_BYTES);
        }
      }
      case WEBP -> {
        if (picture.depth() > 8) {
          notes.add(name + ": WebP has 8 bits, the picture's 16 were rounded");
        }
        if (metadata.iptc().isPresent()) {
          notes.add(name + ": WebP has no IPTC records, they were left out");
        }
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
          WebpEncoder.write(picture, metadata, quality, out);
        }
      }
      default -> throw new IllegalArgumentException("no encoder for " + format);
    }
  }

  /** Stored values are mixed as they are, as viewers do. */
  private static Picture onWhite(Picture picture) {
    long white = picture.white();
    Samples alpha = picture.alphaSamples();
    Samples[] planes = new Samples[picture.colourCount()];
    for (int c = 0; c < planes.length; c++) {
      Samples from = picture.colour(c);
      planes[c] = Samples.allocate(from.count(), picture.depth());
      for (int i = 0; i < from.count(); i++) {
        long a = alpha.get(i);
        planes[c].set(i, (int) ((from.get(i) * a + white * (white - a) + white / 2) / white));
      }
    }
    return new Picture(picture.width(), picture.height(), picture.depth(), planes, null);
  }

  private static void moveIntoPlace(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      // Some network file systems: the file is complete, only the move is not atomic.
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void deleteQuietly(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      part.toFile().deleteOnExit();
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null || e instanceof java.nio.file.FileSystemException
        ? e.getClass().getSimpleName().replace("Exception", "")
        : e.getMessage();
  }
}
