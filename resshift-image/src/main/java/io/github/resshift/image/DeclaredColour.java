package io.github.resshift.image;

import java.awt.color.ICC_Profile;

/**
 * What a file says about its colours other than by a profile.
 *
 * @param primaries of RGB pictures
 * @param curve from stored values to light
 */
record DeclaredColour(Chromaticities primaries, ToneCurve curve) {
  /** The gamma that Adobe RGB (1998) has: 2 + 51 / 256. */
  private static final double ADOBE_GAMMA = 2.19921875;

  static final DeclaredColour SRGB = new DeclaredColour(Chromaticities.SRGB, ToneCurve.SRGB);
  static final DeclaredColour ADOBE_RGB =
      new DeclaredColour(Chromaticities.ADOBE_RGB, ToneCurve.power(ADOBE_GAMMA));

  /**
   * A profile that says the same; null for sRGB.
   *
   * @param channels of the picture; gray ones have no primaries
   */
  ICC_Profile profile(int channels) {
    boolean gray = channels == 1;
    if (curve.isSrgb() && (gray || primaries.isSrgb())) {
      return null;
    }
    byte[] icc =
        gray
            ? MatrixProfile.gray("Gray with the curve that the picture states", curve)
            : MatrixProfile.write(primaries.title(), primaries.adapted(), curve);
    return ICC_Profile.getInstance(icc);
  }
}
