package io.github.resshift.train.data;

/**
 * How clean crops are taken from photographs.
 *
 * @param size side length in pixels
 * @param flip whether they may be mirrored left to right
 * @param rotate whether they may be mirrored top to bottom and transposed
 * @param rescale whether a crop is the largest square of a photograph, reduced by area, and every
 *     photograph counts the same; else it is a part as it is, and photographs count by their area
 */
public record Crops(int size, boolean flip, boolean rotate, boolean rescale) {
  /** Checks ranges. */
  public Crops {
    if (size < 1) {
      throw new IllegalArgumentException("crops need at least 1 pixel, not " + size);
    }
  }

  /** Parts as they are, mirrored and turned. */
  public static Crops of(int size) {
    return new Crops(size, true, true, false);
  }

  /** What the digest of a run's data says; that of {@link #of} as it always was. */
  String describe() {
    return equals(of(size))
        ? "crop " + size
        : "crop %d flip %b rotate %b rescale %b".formatted(size, flip, rotate, rescale);
  }
}
