package io.github.resshift.image.meta;

/**
 * What a result is, whatever its source says.
 *
 * @param width pixels of the result
 * @param height pixels of the result
 * @param placement how the source's pixels lie in it, null if that is not known
 * @param srgb whether its colours are those of sRGB, else those of its profile
 */
record Truth(int width, int height, Placement placement, boolean srgb) {
  private static final int SRGB = 1;
  private static final int BY_PROFILE = 0xFFFF;

  /** The number of EXIF for the colours. */
  int colourSpace() {
    return srgb ? SRGB : BY_PROFILE;
  }
}
