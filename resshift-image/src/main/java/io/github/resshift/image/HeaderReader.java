package io.github.resshift.image;

import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads the size of the first picture of a file from its header. */
final class HeaderReader {
  private static final int WEBP_FIRST_CHUNK = 12;
  private static final int SIDE_BITS = 14;

  private HeaderReader() {}

  /** Changes the position. */
  static PictureHeader read(String name, ContentType type, ImageInputStream in) throws IOException {
    int orientation = Orientation.find(type, in);
    in.setByteOrder(ByteOrder.BIG_ENDIAN);
    return switch (type) {
      case PNG -> png(name, in, orientation);
      case WEBP -> webp(name, in, orientation);
      case GIF -> gif(name, in);
      case JPEG, TIFF, BMP -> other(name, type, in, orientation);
      case OTHER -> PluginReaders.shared().header(name, in);
    };
  }

  private static PictureHeader other(
      String name, ContentType type, ImageInputStream in, int orientation) throws IOException {
    ImageReader reader = ImageIoDecoder.reader(type);
    try {
      in.seek(0);
      reader.setInput(in, true, true);
      return PictureHeader.still(reader.getWidth(0), reader.getHeight(0), orientation);
    } catch (RuntimeException e) {
      throw new PictureException(name + " is damaged: its header cannot be read.", e);
    } finally {
      reader.dispose();
    }
  }

  private static PictureHeader png(String name, ImageInputStream in, int orientation)
      throws IOException {
    in.seek(ContentType.PNG_SIGNATURE_BYTES);
    byte[] data = new byte[(int) Math.min(in.readUnsignedInt(), PngHeader.LENGTH)];
    in.readInt();
    in.readFully(data);
    PngHeader header = PngHeader.parse(name, data);
    return PictureHeader.still(header.width(), header.height(), orientation);
  }

  /** The three ways in which a file of that kind begins (RFC 9649, RFC 6386). */
  private static PictureHeader webp(String name, ImageInputStream in, int orientation)
      throws IOException {
    in.seek(WEBP_FIRST_CHUNK);
    byte[] tag = new byte[4];
    in.readFully(tag);
    in.readInt();
    in.setByteOrder(ByteOrder.LITTLE_ENDIAN);
    int mask = (1 << SIDE_BITS) - 1;
    switch (new String(tag, java.nio.charset.StandardCharsets.ISO_8859_1)) {
      case "VP8X" -> {
        in.readInt();
        return PictureHeader.still(1 + word24(in), 1 + word24(in), orientation);
      }
      case "VP8L" -> {
        in.readByte();
        int sides = in.readInt();
        return PictureHeader.still(
            1 + (sides & mask), 1 + (sides >>> SIDE_BITS & mask), orientation);
      }
      case "VP8 " -> {
        in.skipBytes(6);
        return PictureHeader.still(
            in.readUnsignedShort() & mask, in.readUnsignedShort() & mask, orientation);
      }
      default -> throw new PictureException(name + " is damaged: it has no image data.");
    }
  }

  private static int word24(ImageInputStream in) throws IOException {
    return in.readUnsignedShort() | in.readUnsignedByte() << 16;
  }

  private static PictureHeader gif(String name, ImageInputStream in) throws IOException {
    in.seek(0);
    byte[] file = MetadataReader.bytes(in, (int) Math.min(in.length(), Animation.MAX_FILE));
    AnimationParts parts = GifFrames.parse(name, file, note -> {});
    return PictureHeader.still(parts.width(), parts.height(), Orientation.UPRIGHT);
  }
}
