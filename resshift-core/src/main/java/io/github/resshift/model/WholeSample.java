package io.github.resshift.model;

/**
 * What samples take of the chain's low-quality end y as the realism comes near 1, besides their
 * {@code detail} (docs/guide.md): brightness and colour of forms that are larger than that.
 *
 * @param detail forms finer than a Gaussian of this standard deviation in pixels of the result, 0
 *     (not included) to 32
 * @param from realism up to which nothing of them is taken, 0 to below 1; from there the share
 *     grows evenly, to all of them at 1
 */
public record WholeSample(double detail, double from) {
  private static final int LARGEST = 32;

  /** Checks ranges. */
  public WholeSample {
    if (!(detail > 0 && detail <= LARGEST)) {
      throw new IllegalArgumentException(
          "whole.detail, in pixels, must be above 0 and at most " + LARGEST + ", not " + detail);
    }
    if (!(from >= 0 && from < 1)) {
      throw new IllegalArgumentException(
          "whole.from, a realism, must be at least 0 and below 1, not " + from);
    }
  }

  double share(double realism) {
    return Math.max(0, (realism - from) / (1 - from));
  }
}
