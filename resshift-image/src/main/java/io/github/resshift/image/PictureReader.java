package io.github.resshift.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.TagTree;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
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

  /** Four channels of 16 bits. */
  private static final long MOST_PIXEL_BYTES = 8;

  private final Limits limits;
  private final Damaged damaged;

  /** A reader with {@link Limits#DEFAULT}. */
  public PictureReader() {
    this(Limits.DEFAULT);
  }

  /** A reader that refuses what goes beyond the limits. */
  public PictureReader(Limits limits) {
    this(limits, Damaged.REFUSE);
  }

  /**
   * A reader for files that may be damaged.
   *
   * @param damaged what to do with PNG, JPEG, TIFF, BMP and GIF files whose image data is damaged
   *     or ends too early; others are always refused then
   */
  public PictureReader(Limits limits, Damaged damaged) {
    this.limits = limits;
    this.damaged = damaged;
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
    return onFile(file, in -> read(file.toString(), in, notes));
  }

  /**
   * All frames or pages of a file that has several: animated GIF, PNG and WebP, TIFF with several
   * pages. Their number and pixels are checked here, before anything is decoded.
   *
   * @param notes as for {@link #read(Path, Consumer)}, also while the pictures are read
   * @return empty for a file with one picture, and for what only {@link #load} can say what is
   *     wrong with; to be closed
   * @throws PictureException as {@link #read(Path)}, and for more than {@link
   *     PictureSequence#MAX_FRAMES} pictures or more pixels together than {@link
   *     PictureSequence#MAX_PIXELS_FACTOR} times the limit
   */
  public Optional<PictureSequence> sequence(Path file, Consumer<String> notes) {
    requireFile(file);
    Optional<PictureSequence> found = Optional.empty();
    ImageInputStream in = null;
    try {
      in = open(file);
      found = sequence(file.toString(), type(file.toString(), in), in, notes);
      return found;
    } catch (EOFException endOfFile) {
      return Optional.empty();
    } catch (IOException e) {
      throw new PictureException(file + " cannot be read: " + PictureException.reason(e) + ".", e);
    } finally {
      if (found.isEmpty()) {
        closeQuietly(in);
      }
    }
  }

  private Optional<PictureSequence> sequence(
      String name, ContentType type, ImageInputStream in, Consumer<String> notes)
      throws IOException {
    return switch (type) {
      case TIFF -> TiffPages.find(name, in, this, limits, notes);
      case GIF, PNG, WEBP -> Animation.find(name, type, in, this, limits, notes);
      case JPEG, BMP, OTHER -> Optional.empty(); // further pictures are thumbnails or not used
    };
  }

  /**
   * Size and number of pictures, for a plan: nothing is decoded, and of still pictures only the
   * header is read. That it succeeds does not mean that the picture can be read.
   *
   * @throws PictureException if it cannot be opened, has no header, or is a sequence beyond the
   *     limits
   */
  public PictureHeader header(Path file) {
    requireFile(file);
    try (ImageInputStream in = new PathInput(file)) {
      return header(file.toString(), in);
    } catch (IOException e) {
      throw new PictureException(file + " cannot be read: " + PictureException.reason(e) + ".", e);
    }
  }

  /**
   * The same of content that lies elsewhere; of still pictures only the beginning is read, as a
   * rule. The stream stays open.
   *
   * @param name what messages call it
   * @throws PictureException if it has no header, or is a sequence beyond the limits
   * @throws IOException if the stream cannot be read, which says nothing about the picture
   */
  public PictureHeader header(String name, ImageInputStream in) throws IOException {
    ContentType type = type(name, in);
    Optional<PictureSequence> several = sequence(name, type, in, note -> {});
    PictureHeader header =
        several.isPresent()
            ? several.get().header()
            : HeaderReader.read(name, type, first(type, in));
    if (header.width() < 1 || header.height() < 1) {
      throw new PictureException(name + " is damaged: its header declares no pixels.");
    }
    return header;
  }

  /**
   * The media type of a file by its first bytes, such as {@code image/png}, whatever its name says.
   *
   * @return empty for what is no PNG, JPEG, TIFF, WebP, BMP or GIF file
   * @throws PictureException if it cannot be opened
   */
  public static Optional<String> mediaType(Path file) {
    requireFile(file);
    try (ImageInputStream in = new PathInput(file)) {
      return ContentType.of(in)
          .filter(type -> type != ContentType.OTHER)
          .map(type -> "image/" + type.name().toLowerCase(Locale.ROOT));
    } catch (IOException e) {
      throw new PictureException(file + " cannot be read: " + PictureException.reason(e) + ".", e);
    }
  }

  private static void closeQuietly(ImageInputStream in) {
    try {
      if (in != null) {
        in.close();
      }
    } catch (IOException e) {
      LOG.debug("closing failed", e);
    }
  }

  /** Something that is read from an open file. */
  private interface Reading<T> {
    T from(ImageInputStream in) throws IOException;
  }

  private static void requireFile(Path file) {
    if (!Files.exists(file)) {
      throw new PictureException(file + " does not exist.");
    }
    if (!Files.isRegularFile(file)) {
      throw new PictureException(file + " is not a file.");
    }
  }

  private static <T> T onFile(Path file, Reading<T> reading) {
    requireFile(file);
    try (ImageInputStream in = open(file)) {
      return reading.from(in);
    } catch (IOException e) {
      throw new PictureException(file + " cannot be read: " + PictureException.reason(e) + ".", e);
    }
  }

  /** As {@link #load(Path, Consumer)}; notes go to the log. */
  public SourcePicture load(Path file) {
    return load(file, LOG::warn);
  }

  /**
   * Reads a file with its metadata. Unlike {@link #read(Path)} it leaves values of RGB and gray
   * profiles whose encoding suits the networks as they are, and hands the profile on: written with
   * it, no colour is clipped. All others are converted to the smallest space with the curve of sRGB
   * that holds the picture's colours, whose profile is handed on unless it is sRGB itself.
   *
   * @param notes as for {@link #read(Path, Consumer)}
   * @throws PictureException as {@link #read(Path)}
   */
  public SourcePicture load(Path file, Consumer<String> notes) {
    return onFile(file, in -> load(file.toString(), in, notes));
  }

  /**
   * Reads from memory with metadata.
   *
   * @param name what messages and notes call it
   * @throws PictureException as {@link #read(Path)}
   */
  public SourcePicture load(String name, byte[] content, Consumer<String> notes) {
    try (var in = new ByteArrayImageInputStream(content)) {
      return load(name, in, notes);
    } catch (IOException e) {
      throw new PictureException(name + " cannot be read: " + PictureException.reason(e) + ".", e);
    }
  }

  /**
   * Reads a stream to its end, with metadata; closing it is the caller's.
   *
   * @param name what messages and notes call it
   * @throws PictureException as {@link #read(Path)}, and if the stream is longer than any file with
   *     as many pixels as the limit allows
   */
  public SourcePicture load(String name, InputStream stream, Consumer<String> notes) {
    int most =
        (int) Math.min(Integer.MAX_VALUE - 8L, limits.maxPixels() * MOST_PIXEL_BYTES + IN_MEMORY);
    byte[] content;
    try {
      content = stream.readNBytes(most);
      if (content.length == most && stream.read() >= 0) {
        throw new PictureException(
            "%s is longer than %d bytes, more than the limit of %d pixels needs; raise the limit."
                .formatted(name, most, limits.maxPixels()));
      }
    } catch (IOException e) {
      throw new PictureException(name + " cannot be read: " + PictureException.reason(e) + ".", e);
    } catch (OutOfMemoryError e) {
      throw new PictureException(
          name + " needs more memory than there is; give the program a larger heap (-Xmx).", e);
    }
    return load(name, content, notes);
  }

  /**
   * Reads from memory.
   *
   * @param name what messages and notes call it
   * @throws PictureException as {@link #read(Path)}
   */
  public Picture read(String name, byte[] content, Consumer<String> notes) {
    try (var in = new ByteArrayImageInputStream(content)) {
      return read(name, in, notes);
    } catch (IOException e) {
      throw new PictureException(name + " cannot be read: " + PictureException.reason(e) + ".", e);
    }
  }

  /** Some decoders read byte by byte, which is slow from a file. */
  private static ImageInputStream open(Path file) throws IOException {
    return Files.size(file) <= IN_MEMORY
        ? new ByteArrayImageInputStream(Files.readAllBytes(file))
        : new PathInput(file);
  }

  private Picture read(String name, ImageInputStream file, Consumer<String> notes)
      throws IOException {
    ContentType type = type(name, file);
    Decoded decoded = decode(name, first(type, file), type, notes);
    return ColourProfile.toSrgb(name, decoded, notes);
  }

  /** Reads from a stream, which stays open. */
  SourcePicture load(String name, ImageInputStream file, Consumer<String> notes)
      throws IOException {
    ContentType type = type(name, file);
    ImageInputStream in = first(type, file);
    Decoded decoded = decode(name, in, type, notes);
    Metadata metadata = MetadataReader.read(name, type, in, notes);
    Picture upright = decoded.picture();
    int orientation = Orientation.find(type, in);
    boolean turned = Orientation.turned(orientation);
    return source(
        name,
        decoded,
        metadata.withStoredSize(
            turned ? upright.height() : upright.width(),
            turned ? upright.width() : upright.height(),
            orientation),
        notes);
  }

  /** A thumbnail that stands before the first page of a TIFF file is not the picture. */
  private static ImageInputStream first(ContentType type, ImageInputStream file)
      throws IOException {
    return type == ContentType.TIFF ? TiffPages.withoutThumbnail(file) : file;
  }

  /** Keeps values and profile where the networks can work on them, else converts both. */
  static SourcePicture source(
      String name, Decoded decoded, Metadata metadata, Consumer<String> notes) {
    ColourProfile.Tagged tagged = ColourProfile.forNetwork(name, decoded, notes);
    return new SourcePicture(tagged.picture(), metadata.withIcc(tagged.icc()));
  }

  private static ContentType type(String name, ImageInputStream in) throws IOException {
    ContentType type = ContentType.of(in).orElse(null);
    if (type == null) {
      throw new PictureException(
          String.format(
              "%s %s; give a PNG, JPEG, TIFF, WebP, BMP or GIF file.",
              name, ContentType.describeOther(in)));
    }
    Optional<String> raw = type == ContentType.TIFF ? RawFiles.amongTiffs(in) : Optional.empty();
    if (raw.isPresent()) {
      throw new PictureException(
          String.format(
              "%s %s; give a PNG, JPEG, TIFF, WebP, BMP or GIF file.",
              name, RawFiles.describe(raw.get())));
    }
    return type;
  }

  /** The stored values of a file in memory. */
  Decoded decode(String name, byte[] content, Consumer<String> notes) {
    try (var in = new ByteArrayImageInputStream(content)) {
      return decode(name, in, type(name, in), notes);
    } catch (IOException e) {
      throw new PictureException(name + " cannot be read: " + PictureException.reason(e) + ".", e);
    }
  }

  private Decoded decode(String name, ImageInputStream in, ContentType type, Consumer<String> notes)
      throws IOException {
    try {
      return switch (type) {
        case PNG -> {
          in.seek(ContentType.PNG_SIGNATURE_BYTES);
          yield PngDecoder.decode(name, in, limits, damaged, notes);
        }
        case WEBP -> byTags(type, in, WebpDecoder.decode(name, in, limits, notes));
        case OTHER -> PluginReaders.shared().decode(name, in, limits, notes);
        case JPEG, TIFF, BMP, GIF ->
            byTags(type, in, ImageIoDecoder.decode(name, type, in, limits, damaged, notes));
      };
    } catch (OutOfMemoryError e) {
      throw new PictureException(
          name + " needs more memory than there is; give the program a larger heap (-Xmx).", e);
    }
  }

  /** Where no profile gives the values a meaning, tags may. */
  private static Decoded byTags(ContentType type, ImageInputStream in, Decoded decoded) {
    int channels = decoded.picture().colourCount();
    if (decoded.profile() != null || channels > 3) {
      return decoded;
    }
    TagTree tags = MetadataReader.tags(type, in).orElse(null);
    if (tags == null) {
      return decoded;
    }
    return TagColour.of(tags, type == ContentType.TIFF)
        .map(colour -> new Decoded(decoded.picture(), colour.profile(channels)))
        .orElse(decoded);
  }
}
