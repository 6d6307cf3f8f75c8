package io.github.resshift.image;

import java.awt.color.ICC_Profile;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Colours of TIFF files in CIE L*a*b* (TIFF 6.0, section 23; Adobe's technical notes), white D50.
 */
final class LabColour {
  private static final int WHITE = 0xFFFF;

  /** L* of 100 where 16 bits have 256 steps for each of a* and b* (ICC.1:2001-04, annex A). */
  private static final int HUNDRED = 0xFF00;

  private LabColour() {}

  /**
   * Converts to the smallest RGB space that holds the picture.
   *
   * @param lab L* in the first plane, white is 100, a* and b* in the others
   * @param signed whether a* and b* are signed numbers, else they have an offset of a half
   */
  static Decoded toRgb(Picture lab, boolean signed) {
    boolean wide = lab.depth() == 16;
    if (signed) {
      int half = wide ? 0x8000 : 0x80;
      for (int c = 1; c < 3; c++) {
        Samples plane = lab.colour(c);
        for (int i = 0; i < plane.count(); i++) {
          plane.set(i, plane.get(i) ^ half);
        }
      }
    }
    // Samples of 8 bits come 257 times as large, and should be 256 times; L* of signed ones ends at
    // 65535, of the others at 65280.
    int[] tops =
        wide
            ? new int[] {signed ? HUNDRED : WHITE, WHITE, WHITE}
            : new int[] {HUNDRED, HUNDRED, HUNDRED};
    ColourTransform way = new ColourTransform(ICC_Profile.getInstance(profile(tops)), 3);
    WorkingSpace space = way.smallestFor(lab);
    byte[] icc = space.toEmbed();
    return new Decoded(way.convert(lab, space), icc == null ? null : ICC_Profile.getInstance(icc));
  }

  /** A table that takes three channels for L*, a* and b*, each up to its top (lut16Type). */
  private static byte[] profile(int[] tops) {
    ByteBuffer table = ByteBuffer.allocate(52 + 2 * (3 * 2 + 3 * 8 + 3 * 2));
    table.put(MatrixProfile.ascii("mft2\0\0\0\0")).put((byte) 3).put((byte) 3).put((byte) 2);
    table.put((byte) 0);
    for (int i = 0; i < 9; i++) {
      table.putInt(i % 4 == 0 ? 1 << 16 : 0);
    }
    table.putShort((short) 2).putShort((short) 2);
    for (int top : tops) {
      table.putShort((short) 0).putShort((short) top);
    }
    for (int node = 0; node < 8; node++) {
      for (int c = 0; c < 3; c++) {
        table.putShort((short) ((node >> 2 - c & 1) * WHITE));
      }
    }
    for (int c = 0; c < 3; c++) {
      table.putShort((short) 0).putShort((short) WHITE);
    }
    Map<String, byte[]> tags = new LinkedHashMap<>(MatrixProfile.common("L*a*b*"));
    tags.put("A2B0", table.array());
    return MatrixProfile.profile("scnrRGB Lab ", tags);
  }
}
