package io.github.resshift.image;

/** Puts rows together to a picture in memory. Used by one thread. */
public final class PictureCollector implements PictureSink {
  private final PictureShape shape;
  private final Samples[] colours;
  private final Samples alpha;
  private int row;

  /** A collector for one picture. */
  public PictureCollector(PictureShape shape) {
    this.shape = shape;
    int count = Math.multiplyExact(shape.width(), shape.height());
    this.colours = new Samples[shape.gray() ? 1 : 3];
    for (int c = 0; c < colours.length; c++) {
      colours[c] = Samples.allocate(count, shape.depth());
    }
    this.alpha = shape.alpha() ? Samples.allocate(count, shape.depth()) : null;
  }

  @Override
  public void rows(Picture band) {
    shape.requireBand(band);
    int at = row * shape.width();
    for (int c = 0; c < colours.length; c++) {
      colours[c].copyFrom(band.colour(c), at);
    }
    if (alpha != null) {
      alpha.copyFrom(band.alphaSamples(), at);
    }
    row += band.height();
  }

  /**
   * The picture; nothing may be added afterwards.
   *
   * @throws IllegalStateException if rows are missing
   */
  public Picture picture() {
    if (row != shape.height()) {
      throw new IllegalStateException(row + " of " + shape.height() + " rows have come");
    }
    return new Picture(shape.width(), shape.height(), shape.depth(), colours, alpha);
  }
}
