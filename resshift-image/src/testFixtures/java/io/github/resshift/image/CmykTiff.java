package io.github.resshift.image;

import java.nio.ByteBuffer;

/** Writes CMYK pictures with a profile for tests: TIFF 6.0, one strip, not compressed. */
public final class CmykTiff {
  private static final int TAGS = 10;

  private CmykTiff() {}

  /**
   * A file.
   *
   * @param inks cyan, magenta, yellow, black of each pixel in rows, 0 is none; 8 bits
   * @param icc the profile, or null
   */
  public static byte[] of(int width, int height, byte[] inks, byte[] icc) {
    int profile = icc == null ? 0 : icc.length;
    int bits = 8;
    int data = bits + 8;
    int directory = data + inks.length + profile + 1 & ~1;
    ByteBuffer out = ByteBuffer.allocate(directory + 2 + 12 * TAGS + 4);
    out.putShort((short) 0x4D4D).putShort((short) 42).putInt(directory);
    for (int c = 0; c < 4; c++) {
      out.putShort((short) 8);
    }
    out.put(inks);
    if (icc != null) {
      out.put(icc);
    }
    out.position(directory);
    out.putShort((short) (icc == null ? TAGS - 1 : TAGS));
    tag(out, 256, 4, 1, width);
    tag(out, 257, 4, 1, height);
    tag(out, 258, 3, 4, bits);
    tag(out, 259, 3, 1, 1 << 16);
    tag(out, 262, 3, 1, 5 << 16);
    tag(out, 273, 4, 1, data);
    tag(out, 277, 3, 1, 4 << 16);
    tag(out, 278, 4, 1, height);
    tag(out, 279, 4, 1, inks.length);
    if (icc != null) {
      tag(out, 34675, 7, profile, data + inks.length);
    }
    return out.array();
  }

  private static void tag(ByteBuffer out, int number, int type, int count, int value) {
    out.putShort((short) number).putShort((short) type).putInt(count).putInt(value);
  }
}
