package io.github.resshift.image;

/**
 * The IHDR chunk of a PNG file (PNG specification, section 11.2.1).
 *
 * @param bits bits a stored sample or palette index: 1, 2, 4, 8 or 16
 * @param colourType 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha
 * @param interlaced stored in Adam7's seven passes
 */
record PngHeader(int width, int height, int bits, int colourType, boolean interlaced) {
  static final int GRAY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;
  static final int RGB_ALPHA = 6;
  static final int LENGTH = 13;

  static PngHeader parse(String name, byte[] data) {
    if (data.length != LENGTH) {
      throw new PictureException(name + " is damaged: its PNG header has a wrong length.");
    }
    int bits = data[8];
    int colourType = data[9];
    boolean valid =
        switch (colourType) {
          case GRAY -> bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
          case PALETTE -> bits == 1 || bits == 2 || bits == 4 || bits == 8;
          case RGB, GRAY_ALPHA, RGB_ALPHA -> bits == 8 || bits == 16;
          default -> false;
        };
    if (!valid || data[10] != 0 || data[11] != 0 || data[12] < 0 || data[12] > 1) {
      throw new PictureException(
          String.format(
              "%s is damaged: its PNG header names colour type %d with %d bits, compression %d,"
                  + " filter %d, interlace %d.",
              name, colourType, bits, data[10], data[11], data[12]));
    }
    return new PngHeader(word(data, 0), word(data, 4), bits, colourType, data[12] == 1);
  }

  /** Samples a pixel as stored. */
  int channels() {
    return switch (colourType) {
      case RGB -> 3;
      case GRAY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }

  /** Bytes of a row of {@code pixels} without the filter byte. */
  int rowBytes(int pixels) {
    return Math.toIntExact(((long) pixels * channels() * bits + 7) / 8);
  }

  /** Distance of the byte that filters look at on the left. */
  int pixelBytes() {
    return Math.max(1, channels() * bits / 8);
  }

  private static int word(byte[] data, int at) {
    return (data[at] & 0xFF) << 24
        | (data[at + 1] & 0xFF) << 16
        | (data[at + 2] & 0xFF) << 8
        | data[at + 3] & 0xFF;
  }
}
