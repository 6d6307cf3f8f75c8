package io.github.resshift.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import io.github.resshift.image.meta.Metadata;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import javax.imageio.stream.ImageInputStream;

/** The frames of a GIF, PNG or WebP file, each as the whole canvas looks when it is shown. */
final class Animation implements PictureSequence {
  /** A greater file would need a copy that does not fit into an array. */
  static final long MAX_FILE = 1 << 30;

  private static final int PNG_ANIMATION = 0x6163544C;
  private static final int PNG_DATA = 0x49444154;
  private static final int WEBP_FIRST_CHUNK = 12;
  private static final int WEBP_EXTENDED = 0x56503858;
  private static final int WEBP_ANIMATED = 2;

  private final String name;
  private final PictureReader reader;
  private final AnimationParts parts;
  private final Metadata metadata;
  private final int orientation;
  private final Consumer<String> notes;
  private final FrameCanvas canvas;
  private boolean alpha;
  private int next;

  private Animation(
      String name,
      PictureReader reader,
      AnimationParts parts,
      Metadata metadata,
      int orientation,
      Consumer<String> notes) {
    this.name = name;
    this.reader = reader;
    this.parts = parts;
    this.metadata = metadata;
    this.orientation = orientation;
    this.notes = notes;
    this.canvas = new FrameCanvas(name, parts);
  }

  /** Empty for a file with fewer than two frames. */
  static Optional<PictureSequence> find(
      String name,
      ContentType type,
      ImageInputStream in,
      PictureReader reader,
      Limits limits,
      Consumer<String> notes)
      throws IOException {
    if (in.length() > MAX_FILE || !announced(type, in)) {
      return Optional.empty(); // no animation of such a length is within the limits
    }
    List<String> damages = new ArrayList<>();
    in.seek(0);
    byte[] file = MetadataReader.bytes(in, (int) in.length());
    AnimationParts parts =
        switch (type) {
          case GIF -> GifFrames.parse(name, file, damages::add);
          case PNG -> PngFrames.parse(name, file, damages::add);
          default -> WebpFrames.parse(name, file);
        };
    int count = parts.frames().size();
    if (count < 2) {
      return Optional.empty();
    }
    limits.check(name, parts.width(), parts.height());
    PictureSequence.check(
        name, Kind.ANIMATION, count, (long) parts.width() * parts.height() * count, limits);
    damages.forEach(notes);
    Metadata metadata = MetadataReader.read(name, type, in, notes);
    int orientation = Orientation.UPRIGHT;
    if (metadata.exif().isPresent()) {
      orientation = Orientation.ofTiff(new ByteArrayImageInputStream(metadata.exif().get()), 0);
    }
    return Optional.of(new Animation(name, reader, parts, metadata, orientation, notes));
  }

  /** Saves still pictures the reading of the whole file. */
  private static boolean announced(ContentType type, ImageInputStream in) throws IOException {
    in.setByteOrder(ByteOrder.BIG_ENDIAN);
    switch (type) {
      case PNG -> {
        in.seek(ContentType.PNG_SIGNATURE_BYTES);
        while (true) {
          long length = in.readUnsignedInt();
          int tag = in.readInt();
          if (tag == PNG_ANIMATION || tag == PNG_DATA) {
            return tag == PNG_ANIMATION;
          }
          in.seek(in.getStreamPosition() + length + 4);
        }
      }
      case WEBP -> {
        in.seek(WEBP_FIRST_CHUNK);
        boolean extended = in.readInt() == WEBP_EXTENDED;
        in.skipBytes(4);
        return extended && (in.readByte() & WEBP_ANIMATED) != 0;
      }
      default -> {
        return true;
      }
    }
  }

  @Override
  public PictureHeader header() {
    return PictureHeader.still(parts.width(), parts.height(), orientation).firstOf(kind(), size());
  }

  @Override
  public Kind kind() {
    return Kind.ANIMATION;
  }

  @Override
  public int size() {
    return parts.frames().size();
  }

  @Override
  public List<Integer> delays() {
    return parts.frames().stream().map(AnimationParts.Frame::delay).toList();
  }

  @Override
  public int plays() {
    return parts.plays();
  }

  @Override
  public boolean hasNext() {
    return next < size();
  }

  @Override
  public SourcePicture next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    String frame = "%s, frame %d".formatted(name, next + 1);
    Consumer<String> told = next == 0 ? notes : note -> {};
    Decoded decoded = reader.decode(frame, parts.still().apply(next), told);
    canvas.draw(parts.frames().get(next), decoded.picture());
    if (next == 0) {
      alpha = parts.transparent() || parts.clears() || !canvas.opaque();
    }
    next++;
    Picture shown = Orientation.upright(canvas.picture(alpha), orientation);
    return PictureReader.source(frame, new Decoded(shown, decoded.profile()), metadata, told);
  }

  @Override
  public void close() {
    // Everything is in memory.
  }
}
