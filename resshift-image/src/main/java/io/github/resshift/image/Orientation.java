package io.github.resshift.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/**
 * The eight ways in which a camera stores a picture (EXIF 2.3, tag 0x0112), numbered 1 to 8 as
 * there.
 */
final class Orientation {
  static final int UPRIGHT = 1;
  private static final int JPEG_START_OF_SCAN = 0xFFDA;
  private static final int JPEG_APP1 = 0xFFE1;
  private static final int EXIF_TAG = 0x45786966;
  private static final int WEBP_EXIF = 0x45584946;
  private static final int PNG_EXIF = 0x65584966;
  private static final int TAG = 0x0112;
  private static final int TYPE_SHORT = 3;
  private static final int ENTRY_BYTES = 12;
  private static final int BIG_ENTRY_BYTES = 20;
  private static final int BIG_TIFF = 43;
  private static final int MAX_ENTRIES = 1 << 16;

  private Orientation() {}

  /** The orientation that the file states, or upright; leaves the position somewhere. */
  static int find(ContentType type, ImageInputStream in) throws IOException {
    return switch (type) {
      case JPEG -> ofJpeg(in);
      case PNG -> ofPng(in);
      case WEBP -> ofWebp(in);
      case TIFF -> ofTiff(in, 0);
      default -> UPRIGHT;
    };
  }

  /** Looks through the segments before the image data for an EXIF block. */
  private static int ofJpeg(ImageInputStream in) throws IOException {
    in.setByteOrder(ByteOrder.BIG_ENDIAN);
    in.seek(2);
    try {
      while (true) {
        int marker = in.readUnsignedShort();
        if (marker == 0xFFFF) {
          in.seek(in.getStreamPosition() - 1); // a fill byte
          continue;
        }
        if (marker >>> 8 != 0xFF || marker == JPEG_START_OF_SCAN) {
          return UPRIGHT;
        }
        long segment = in.getStreamPosition();
        int length = in.readUnsignedShort();
        if (marker == JPEG_APP1 && length >= 8 && in.readInt() == EXIF_TAG) {
          return ofTiff(in, segment + 8);
        }
        in.seek(segment + length);
      }
    } catch (EOFException noMore) {
      return UPRIGHT;
    }
  }

  /** Looks through the chunks for an EXIF block. */
  private static int ofPng(ImageInputStream in) throws IOException {
    in.setByteOrder(ByteOrder.BIG_ENDIAN);
    in.seek(ContentType.PNG_SIGNATURE_BYTES);
    try {
      while (true) {
        long length = in.readUnsignedInt();
        int tag = in.readInt();
        if (tag == PNG_EXIF) {
          return ofTiff(in, in.getStreamPosition());
        }
        in.seek(in.getStreamPosition() + length + 4);
      }
    } catch (EOFException noMore) {
      return UPRIGHT;
    }
  }

  /** Looks through the chunks of the RIFF container for an EXIF block. */
  private static int ofWebp(ImageInputStream in) throws IOException {
    in.setByteOrder(ByteOrder.BIG_ENDIAN);
    in.seek(12);
    try {
      while (true) {
        int tag = in.readInt();
        long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
        long data = in.getStreamPosition();
        if (tag == WEBP_EXIF) {
          // Some writers put JPEG's six bytes "Exif\0\0" in front.
          return ofTiff(in, in.readInt() == EXIF_TAG ? data + 6 : data);
        }
        in.seek(data + length + (length & 1));
      }
    } catch (EOFException noMore) {
      return UPRIGHT;
    }
  }

  /**
   * Finds the orientation in a TIFF structure (an EXIF block, or a TIFF file) that starts at {@code
   * start}; anything damaged, absent or out of range is upright.
   */
  static int ofTiff(ImageInputStream in, long start) throws IOException {
    ByteOrder before = in.getByteOrder();
    long position = in.getStreamPosition();
    try {
      in.seek(start);
      int order = in.readUnsignedShort();
      in.setByteOrder(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      in.seek(start + 2);
      int version = in.readUnsignedShort();
      boolean big = version == BIG_TIFF;
      if (!big && version != 42) {
        return UPRIGHT;
      }
      in.seek(start + (big ? 8 : 4));
      long offset = big ? in.readLong() : in.readUnsignedInt();
      if (offset < 0 || offset > Long.MAX_VALUE / 2) {
        return UPRIGHT;
      }
      in.seek(start + offset);
      long entries = big ? in.readLong() : in.readUnsignedShort();
      long first = in.getStreamPosition();
      for (long i = 0; i < Math.min(entries, MAX_ENTRIES); i++) {
        in.seek(first + i * (big ? BIG_ENTRY_BYTES : ENTRY_BYTES));
        int tag = in.readUnsignedShort();
        int type = in.readUnsignedShort();
        long count = big ? in.readLong() : in.readUnsignedInt();
        if (tag == TAG) {
          int value = in.readUnsignedShort();
          boolean valid = type == TYPE_SHORT && count == 1 && value >= 1 && value <= 8;
          return valid ? value : UPRIGHT;
        }
      }
      return UPRIGHT;
    } catch (EOFException damaged) {
      return UPRIGHT;
    } finally {
      in.setByteOrder(before);
      in.seek(position);
    }
  }

  /** Whether width and height of the upright picture are the stored height and width. */
  static boolean turned(int orientation) {
    return orientation >= 5;
  }

  /** The upright picture of one that is stored in the given orientation. */
  static Picture upright(Picture stored, int orientation) {
    if (orientation == UPRIGHT) {
      return stored;
    }
    int w = stored.width();
    int h = stored.height();
    // Position in the stored plane = start + x * stepX + y * stepY for upright (x, y).
    int last = w * h - 1;
    int[] walk =
        switch (orientation) {
          case 2 -> new int[] {w - 1, -1, w};
          case 3 -> new int[] {last, -1, -w};
          case 4 -> new int[] {w * (h - 1), 1, -w};
          case 5 -> new int[] {0, w, 1};
          case 6 -> new int[] {w * (h - 1), -w, 1};
          case 7 -> new int[] {last, -w, -1};
          case 8 -> new int[] {w - 1, w, -1};
          default -> throw new IllegalArgumentException("no orientation " + orientation);
        };
    boolean turned = turned(orientation);
    int width = turned ? h : w;
    int height = turned ? w : h;
    Samples[] colours = new Samples[stored.colourCount()];
    for (int c = 0; c < colours.length; c++) {
      colours[c] = turn(stored.colour(c), stored.depth(), width, height, walk);
    }
    Samples alpha =
        stored.hasAlpha() ? turn(stored.alphaSamples(), stored.depth(), width, height, walk) : null;
    return new Picture(width, height, stored.depth(), colours, alpha);
  }

  private static Samples turn(Samples plane, int depth, int width, int height, int[] walk) {
    Samples out = Samples.allocate(plane.count(), depth);
    for (int y = 0; y < height; y++) {
      int from = walk[0] + y * walk[2];
      for (int x = 0; x < width; x++, from += walk[1]) {
        out.set(y * width + x, plane.get(from));
      }
    }
    return out;
  }
}
