package io.github.resshift.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.imageio.stream.ImageInputStream;

/**
 * The tags of a directory of a TIFF file (TIFF 6.0, BigTIFF) that say how a picture is stored.
 *
 * @param values unsigned whole numbers of each tag that has such; of longer ones the first few
 * @param places where the values of each tag stand in the file, or the entry's own room for them
 * @param next where the next directory is, 0 behind the last one
 */
record TiffDirectory(Map<Integer, long[]> values, Map<Integer, Long> places, long next) {
  static final int KIND = 254;
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int MAKE = 271;
  static final int SAMPLES = 277;
  static final int SUB_DIRECTORIES = 330;
  static final int INK_SET = 332;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int DNG_VERSION = 50706;
  private static final int MAX_ENTRIES = 1 << 12;
  private static final int MAX_VALUES = 64;

  /** Places and lengths of strips and tiles may be many. */
  private static final Set<Integer> LONG_TAGS = Set.of(273, 279, 324, 325);

  private static final int MAX_LONG = 1 << 16;
  private static final int BIG_TIFF = 43;

  /** Whether a file is BigTIFF; sets the byte order to that of the file. */
  static boolean big(ImageInputStream in) throws IOException {
    in.seek(0);
    in.setByteOrder(in.readByte() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    in.seek(2);
    return in.readShort() == BIG_TIFF;
  }

  /** Where the first directory is; the byte order is that of the file. */
  static long first(ImageInputStream in, boolean big) throws IOException {
    in.seek(big ? 8 : 4);
    return big ? in.readLong() : in.readUnsignedInt();
  }

  /**
   * Reads a directory in the byte order of the stream.
   *
   * @throws EOFException if it is not in the file
   */
  static TiffDirectory read(ImageInputStream in, long at, boolean big) throws IOException {
    seek(in, at);
    long entries = big ? in.readLong() : in.readUnsignedShort();
    if (entries < 0 || entries > MAX_ENTRIES) {
      throw new EOFException();
    }
    Map<Integer, long[]> values = new HashMap<>();
    Map<Integer, Long> places = new HashMap<>();
    long first = at + (big ? 8 : 2);
    int step = big ? 20 : 12;
    for (long e = 0; e < entries; e++) {
      in.seek(first + e * step);
      int tag = in.readUnsignedShort();
      int type = in.readUnsignedShort();
      long count = big ? in.readLong() : in.readUnsignedInt();
      int bytes = bytes(type);
      if (bytes == 0 || count < 1) {
        continue;
      }
      long place = in.getStreamPosition();
      if (count > (big ? 8 : 4) / bytes) {
        place = big ? in.readLong() : in.readUnsignedInt();
      }
      boolean many = LONG_TAGS.contains(tag) && !values.containsKey(tag);
      long[] numbers = new long[(int) Math.min(count, many ? MAX_LONG : MAX_VALUES)];
      if (place < 0 || place > in.length() - (long) numbers.length * bytes) {
        continue;
      }
      in.seek(place);
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = number(in, bytes);
      }
      values.put(tag, numbers);
      places.put(tag, place);
    }
    in.seek(first + entries * step);
    long next = 0;
    try {
      next = big ? in.readLong() : in.readUnsignedInt();
    } catch (EOFException cut) {
      // The link is the last thing of some files that were cut off: there is no next one.
    }
    return new TiffDirectory(values, places, next);
  }

  private static void seek(ImageInputStream in, long at) throws IOException {
    if (at < 8 || at >= in.length()) {
      throw new EOFException();
    }
    in.seek(at);
  }

  private static int bytes(int type) {
    return switch (type) {
      case 1, 2, 7 -> 1;
      case 3 -> 2;
      case 4, 13 -> 4;
      case 16, 18 -> 8;
      default -> 0;
    };
  }

  private static long number(ImageInputStream in, int bytes) throws IOException {
    return switch (bytes) {
      case 1 -> in.readUnsignedByte();
      case 2 -> in.readUnsignedShort();
      case 4 -> in.readUnsignedInt();
      default -> in.readLong();
    };
  }

  boolean has(int tag) {
    return values.containsKey(tag);
  }

  /** The first number of a tag. */
  long number(int tag, long otherwise) {
    return values.containsKey(tag) ? values.get(tag)[0] : otherwise;
  }

  /** All numbers of a tag, none if it is absent. */
  long[] numbers(int tag) {
    return values.getOrDefault(tag, new long[0]);
  }

  /** A text, without what follows a zero. */
  String text(int tag) {
    StringBuilder text = new StringBuilder();
    for (long c : numbers(tag)) {
      if (c == 0) {
        break;
      }
      text.append((char) c);
    }
    return text.toString().strip();
  }

  /** Whether it is a thumbnail or a mask. */
  boolean reduced() {
    return (number(KIND, 0) & (1 | 4)) != 0;
  }
}
