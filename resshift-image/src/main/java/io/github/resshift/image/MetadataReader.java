package io.github.resshift.image;

import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.TagTree;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Consumer;
import javax.imageio.stream.ImageInputStream;

/**
 * Finds the metadata of a file. Nothing here fails a picture: what is damaged, cut off or too large
 * is left out.
 */
final class MetadataReader {
  /** No block of metadata is taken that is greater. */
  static final int MAX_BLOCK = 16 << 20;

  private MetadataReader() {}

  /** The metadata without the profile, which belongs to the decoders; changes the position. */
  static Metadata read(String name, ContentType type, ImageInputStream in, Consumer<String> notes)
      throws IOException {
    ByteOrder before = in.getByteOrder();
    MetadataBlocks blocks = new MetadataBlocks();
    try {
      in.setByteOrder(ByteOrder.BIG_ENDIAN);
      switch (type) {
        case JPEG -> JpegMetadata.read(in, blocks);
        case PNG -> PngMetadata.read(in, blocks);
        case WEBP -> webp(in, blocks);
        case TIFF -> TiffMetadata.read(in, blocks);
        case BMP -> {
          BmpHeader header = BmpHeader.read(in);
          blocks.density(header.perMetreX() / 100.0, header.perMetreY() / 100.0, true);
        }
        case GIF, OTHER -> {} // it has none that is in use, or none that is known
      }
    } catch (EOFException endOfFile) {
      // What was found before counts; that the file is cut off is the decoder's business.
    } catch (IOException | RuntimeException e) {
      notes.accept(name + ": a part of its metadata is damaged and is not used");
    } finally {
      in.setByteOrder(before);
    }
    return blocks.metadata(note -> notes.accept(name + ": " + note));
  }

  /** All tags of a file, also those that say how its samples are stored; empty if it has none. */
  static Optional<TagTree> tags(ContentType type, ImageInputStream in) {
    ByteOrder before = in.getByteOrder();
    try {
      if (type == ContentType.TIFF) {
        return Optional.of(TiffMetadata.tree(in));
      }
      byte[] exif = read("", type, in, note -> {}).exif().orElse(null);
      return exif == null ? Optional.empty() : Optional.of(TagTree.parse(exif));
    } catch (IOException | RuntimeException damaged) {
      return Optional.empty(); // which is said where the tags are handed on
    } finally {
      in.setByteOrder(before);
    }
  }

  /** Chunks of the RIFF container. */
  private static void webp(ImageInputStream in, MetadataBlocks blocks) throws IOException {
    in.seek(12);
    while (true) {
      byte[] tag = new byte[4];
      in.readFully(tag);
      long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
      long end = in.getStreamPosition() + length + (length & 1);
      String type = new String(tag, java.nio.charset.StandardCharsets.ISO_8859_1);
      if (length <= MAX_BLOCK && type.equals("EXIF")) {
        blocks.exif(bytes(in, (int) length));
      } else if (length <= MAX_BLOCK && type.equals("XMP ")) {
        blocks.xmp(bytes(in, (int) length));
      }
      in.seek(end);
    }
  }

  /** Grows with the data, so that a false length costs no memory. */
  static byte[] bytes(ImageInputStream in, int length) throws IOException {
    byte[] data = new byte[Math.min(length, 1 << 16)];
    int filled = 0;
    while (filled < length) {
      if (filled == data.length) {
        data = java.util.Arrays.copyOf(data, (int) Math.min(length, 2L * data.length));
      }
      int n = in.read(data, filled, data.length - filled);
      if (n < 0) {
        throw new EOFException();
      }
      filled += n;
    }
    return data;
  }
}
