package io.github.resshift.image;

/** Takes a picture piece by piece, so that it need not be whole in memory. */
@FunctionalInterface
public interface PictureSink {
  /**
   * The next rows from top to bottom.
   *
   * @param band rows of the full width, of the depth and planes that were agreed on
   * @throws PictureException if they cannot be stored
   */
  void rows(Picture band);

  /** Makes a sink when size and kind of a picture are known. */
  @FunctionalInterface
  interface Opener {
    /** A sink for one picture of this shape. */
    PictureSink open(PictureShape shape);
  }
}
