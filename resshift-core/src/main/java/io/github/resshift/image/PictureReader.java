package io.github.resshift.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads pictures: PNG, JPEG (also CMYK), TIFF, WebP, BMP and GIF, told apart by their content. The
 * result is upright (EXIF orientation is applied), in sRGB (another embedded colour profile is
 * converted), and has 16 bits if the file has more than 8. Of animations and files with several
 * pages the first one is taken, which is said in a note. Immutable and thread-safe.
 */
public final class PictureReader {
  private static final Logger LOG = LoggerFactory.getLogger(PictureReader.class);
  private static final long IN_MEMORY = 64 << 20;
  private final Limits limits;

  /** A reader with {@link Limits#DEFAULT}. */
  public PictureReader() {
    this(Limits.DEFAULT);
  }

  /** A reader that refuses what goes beyond the limits. */
  public PictureReader(Limits limits) {
    this.limits = limits;
  }

  /**
   * Reads a file; notes go to the log.
   *
   * @throws PictureException if it cannot be opened, is no picture, is damaged, incomplete or
   *     beyond the limits
   */
  public Picture read(Path file) {
    return read(file, LOG::warn);
  }

  /**
   * Reads a file.
   *
   * @param notes takes what the user should know about a picture that could be read: frames or
   *     metadata that were left out; each is a sentence part that starts with the file's name
   * @throws PictureException as {@link #read(Path)}
   */
  public Picture read(Path file, Consumer<String> notes) {
    if (!Files.exists(file)) {
      throw new PictureException(file + " does not exist.");
    }
    if (!Files.isRegularFile(file)) {
      throw new PictureException(file + " is not a file.");
    }
    try (ImageInputStream in = open(file)) {
      return decode(file.toString(), in, notes);
    } catch (IOException e) {
      throw new PictureException(file + " cannot be read: " + reason(e) + ".", e);
    }
  }

  /**
   * Reads from memory.
   *
   * @param name what messages and notes call it
   * @throws PictureException as {@link #read(Path)}
   */
  public Picture read(String name, byte[] content, Consumer<String> notes) {
    try (var in = new ByteArrayImageInputStream(content)) {
      return decode(name, in, notes);
    } catch (IOException e) {
      throw new PictureException(name + " cannot be read: " + reason(e) + ".", e);
    }
  }

  /** Some decoders read byte by byte, which is slow from a file. */
  private static ImageInputStream open(Path file) throws IOException {
    return Files.size(file) <= IN_MEMORY
        ? new ByteArrayImageInputStream(Files.readAllBytes(file))
        : new FileImageInputStream(file.toFile());
  }

  private Picture decode(String name, ImageInputStream in, Consumer<String> notes)
      throws IOException {
    ContentType type = ContentType.of(in).orElse(null);
    if (type == null) {
      throw new PictureException(
          String.format(
              "%s %s; give a PNG, JPEG, TIFF, WebP, BMP or GIF file.",
              name, ContentType.describeOther(in)));
    }
    try {
      if (type == ContentType.PNG) {
        in.seek(ContentType.PNG_SIGNATURE_BYTES);
        return PngDecoder.decode(name, in, limits, notes);
      }
      return ImageIoDecoder.decode(name, type, in, limits, notes);
    } catch (OutOfMemoryError e) {
      throw new PictureException(
          name + " needs more memory than there is; give the program a larger heap (-Xmx).", e);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
