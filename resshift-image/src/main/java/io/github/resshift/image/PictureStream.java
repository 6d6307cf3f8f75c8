package io.github.resshift.image;

import io.github.resshift.image.meta.Metadata;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture file that grows row by row under a temporary name beside the target and is moved into
 * place by {@link #commit}; closing without that leaves nothing. Used by one thread.
 */
public final class PictureStream implements PictureSink, AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Path target;
  private final Path part;
  private final PictureShape shape;
  private final List<String> notes = new ArrayList<>();

  private final Closeable out;
  private final RowEncoder encoder;
  private OutputStream sink;
  private Path own;
  private int rows;

  private PictureStream(
      PictureShape shape,
      Metadata metadata,
      Path file,
      Path called,
      PictureFormat format,
      int quality)
      throws IOException {
    this.shape = shape;
    this.file = called;
    this.target = file.toAbsolutePath();
    this.part = AtomicFile.part(target);
    SeekableByteChannel channel =
        Files.newByteChannel(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    OutputStream stream =
        new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(channel), BUFFER);
    this.out = format == PictureFormat.TIFF ? channel : stream;
    boolean begun = false;
    try {
      this.encoder =
          switch (format) {
            case PNG -> new PngEncoder(shape, metadata, stream);
            case TIFF -> new TiffEncoder(channel).page(shape, metadata);
            case JPEG -> {
              jpegNotes();
              yield new JpegEncoder(
                  shape, metadata, quality, stream, note -> notes.add(called + ": " + note));
            }
            case WEBP -> {
              if (shape.depth() > 8) {
                notes.add(called + ": WebP has 8 bits, the picture's 16 were rounded");
              }
              if (metadata.iptc().isPresent()) {
                notes.add(called + ": WebP has no IPTC records, they were left out");
              }
              yield new WebpRows(shape, metadata, quality, stream);
            }
            default -> throw new IllegalArgumentException("no encoder for " + format);
          };
      begun = true;
    } finally {
      if (!begun) {
        channel.close();
        deleteQuietly();
      }
    }
  }

  private void jpegNotes() {
    if (shape.alpha()) {
      notes.add(file + ": JPEG has no alpha, the picture was laid on white");
    }
    if (shape.depth() > 8) {
      notes.add(file + ": JPEG has 8 bits, the picture's 16 were rounded");
    }
  }

  /**
   * Starts a file. JPEG holds 8 bits without alpha: a deeper picture is rounded, a transparent one
   * is laid on white, and both are said in the notes.
   *
   * @param metadata written as they are
   * @param quality 1 to 100, for JPEG and WebP, which loses nothing at 100; PNG and TIFF ignore it
   * @throws PictureException if the file cannot be written, or the format cannot hold the picture
   */
  public static PictureStream open(
      PictureShape shape, Metadata metadata, Path file, PictureFormat format, int quality) {
    return open(shape, metadata, file, file, format, quality);
  }

  /** As above, for a file that messages and notes call by another name. */
  static PictureStream open(
      PictureShape shape,
      Metadata metadata,
      Path file,
      Path called,
      PictureFormat format,
      int quality) {
    if (quality < 1 || quality > 100) {
      throw new PictureException(
          String.format("the JPEG quality must be between 1 and 100, not %d.", quality));
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new PictureException(file + " is a folder; give the name of a file.");
    }
    if (!Files.isDirectory(folder)) {
      throw new PictureException(
          String.format("%s cannot be written: the folder %s does not exist.", file, folder));
    }
    try {
      return new PictureStream(shape, metadata, file, called, format, quality);
    } catch (IOException e) {
      throw failed(called, e);
    }
  }

  /**
   * As above, for a stream: the picture is made in a temporary folder that its owner alone can
   * enter, and {@link #commit} copies it. So nothing reaches the stream of a picture that is not
   * finished. The stream stays open.
   *
   * @param name what notes call it
   */
  public static PictureStream open(
      PictureShape shape,
      Metadata metadata,
      OutputStream to,
      String name,
      PictureFormat format,
      int quality) {
    Path called = Path.of(name);
    Path folder;
    try {
      folder = Files.createTempDirectory("resshift");
    } catch (IOException e) {
      throw failed(called, e);
    }
    folder.toFile().deleteOnExit();
    try {
      Path file = folder.resolve("picture." + format.suffix());
      PictureStream stream = open(shape, metadata, file, called, format, quality);
      stream.sink = to;
      stream.own = folder;
      return stream.deletedOnExit();
    } catch (RuntimeException e) {
      deleteQuietly(folder);
      throw e;
    }
  }

  /**
   * Deletes the unfinished file also when the process ends before {@link #close}, which can be long
   * for work on a large picture.
   */
  public PictureStream deletedOnExit() {
    part.toFile().deleteOnExit();
    return this;
  }

  @Override
  public void rows(Picture band) {
    shape.requireBand(band);
    rows += band.height();
    if (rows > shape.height()) {
      throw new IllegalStateException("more than " + shape.height() + " rows have come");
    }
    try {
      encoder.rows(band);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /**
   * Ends the file and moves it into place, over a file of that name if there is one.
   *
   * @return what was lost, as sentence parts that start with the file's name; empty if nothing was
   * @throws PictureException if the file cannot be written
   */
  public List<String> commit() {
    if (rows != shape.height()) {
      throw new IllegalStateException(rows + " of " + shape.height() + " rows have come");
    }
    try {
      encoder.finish();
      out.close();
      if (sink == null) {
        AtomicFile.move(part, target);
      } else {
        Files.copy(part, sink);
        sink.flush();
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
    return List.copyOf(notes);
  }

  /** Deletes what is not committed. */
  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      // A full disk, said already; what matters now is that nothing is left.
    }
    deleteQuietly();
  }

  private void deleteQuietly() {
    deleteQuietly(part);
    if (own != null) {
      deleteQuietly(own);
    }
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }

  /** The error for a file that cannot be written. */
  static PictureException failed(Path file, IOException e) {
    return new PictureException(
        String.format("%s cannot be written: %s.", file, PictureException.reason(e)), e);
  }
}
