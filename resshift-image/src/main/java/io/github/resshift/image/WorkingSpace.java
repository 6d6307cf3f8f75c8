package io.github.resshift.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;

/**
 * RGB spaces in which networks can work, because all of them have sRGB's curve, from the smallest
 * to the largest: a picture whose profile has another curve is converted to the first that holds
 * its colours.
 */
enum WorkingSpace {
  SRGB("sRGB", null),
  DISPLAY_P3(
      "Display P3",
      new double[][] {
        {0.51512, 0.24119, -0.00105}, {0.29198, 0.69224, 0.04188}, {0.15710, 0.06657, 0.78407}
      }),
  REC_2020(
      "Rec. 2020 primaries with the curve of sRGB",
      new double[][] {
        {0.67348, 0.27904, -0.00193}, {0.16567, 0.67534, 0.02998}, {0.12505, 0.04561, 0.79685}
      }),
  ROMM(
      "ROMM primaries with the curve of sRGB",
      new double[][] {
        {0.79769, 0.28805, 0}, {0.13521, 0.71188, 0.00002}, {0.0313, 0.00007, 0.82489}
      });

  private final String title;
  private final byte[] written;

  /**
   * A space.
   *
   * @param primaries X, Y, Z of red, green and blue, adapted to D50 by Bradford's matrix; null for
   *     Java's sRGB
   */
  WorkingSpace(String title, double[][] primaries) {
    this.title = title;
    this.written = primaries == null ? null : MatrixProfile.write(title, primaries, ToneCurve.SRGB);
  }

  /** The profile for a conversion. */
  ICC_Profile profile() {
    return written == null
        ? ICC_Profile.getInstance(ColorSpace.CS_sRGB)
        : ICC_Profile.getInstance(written);
  }

  /** The profile to embed; null where none is needed. */
  byte[] toEmbed() {
    return written == null ? null : written.clone();
  }

  @Override
  public String toString() {
    return title;
  }
}
