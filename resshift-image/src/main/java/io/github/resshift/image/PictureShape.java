package io.github.resshift.image;

/**
 * Size and samples of a picture whose values are yet to come.
 *
 * @param width pixels a row, at least 1
 * @param height rows, at least 1
 * @param depth bits a sample: 8 or 16
 * @param gray whether there is one colour plane instead of three
 * @param alpha whether there is alpha
 */
public record PictureShape(int width, int height, int depth, boolean gray, boolean alpha) {
  /** Checks the ranges. */
  public PictureShape {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a picture has at least 1x1 pixels, not " + width + "x" + height);
    }
    Picture.requireDepth(depth);
  }

  /** Samples of a pixel. */
  int channels() {
    return (gray ? 1 : 3) + (alpha ? 1 : 0);
  }

  /** Samples of the picture. */
  public long samples() {
    return (long) width * height * channels();
  }

  /** Bytes of a row of interleaved samples. */
  int rowBytes() {
    return Math.multiplyExact(width, channels() * depth / 8);
  }

  /** Refuses rows of another kind. */
  void requireBand(Picture band) {
    if (band.width() != width
        || band.depth() != depth
        || band.gray() != gray
        || band.hasAlpha() != alpha) {
      throw new IllegalArgumentException("rows of " + band + " are no part of " + this);
    }
  }
}
