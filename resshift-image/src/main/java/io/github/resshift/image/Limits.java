package io.github.resshift.image;

/**
 * What a reader accepts. It is checked against the header, before memory for the pixels is taken.
 *
 * @param maxPixels greatest width x height, at least 1
 */
public record Limits(long maxPixels) {
  /** 100 million pixels: more than any camera's picture, and at most 0.8 GB in memory. */
  public static final Limits DEFAULT = new Limits(100_000_000);

  /** More samples a plane than a Java array holds cannot be kept, whatever the limit says. */
  private static final long MAX_PLANE = Integer.MAX_VALUE - 8L;

  /** Checks the limit itself. */
  public Limits {
    if (maxPixels < 1) {
      throw new IllegalArgumentException("maxPixels must be at least 1, not " + maxPixels);
    }
  }

  /**
   * Checks a size.
   *
   * @param name the file's name, for the message
   * @throws PictureException if a side is not positive or there are too many pixels
   */
  public void check(String name, long width, long height) {
    if (width < 1 || height < 1) {
      throw new PictureException(
          String.format(
              "%s declares a size of %dx%d pixels; a picture has at least 1x1: the file is damaged.",
              name, width, height));
    }
    long allowed = Math.min(maxPixels, MAX_PLANE);
    if (width > allowed / height) {
      throw new PictureException(
          String.format(
              "%s declares %dx%d pixels, more than the limit of %d pixels; cut it into parts or raise"
                  + " the limit.",
              name, width, height, allowed));
    }
  }
}
