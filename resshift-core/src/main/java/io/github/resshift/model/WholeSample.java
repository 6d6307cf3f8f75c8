package io.github.resshift.model;

/**
 * What samples take of the chain's low-quality end y as the realism comes near 1, besides their
 * {@code detail} (docs/guide.md): brightness and colour of forms that are larger than that.
 *
 * @param detail forms finer than a Gaussian of this standard deviation in pixels of the result, 0
 *     (not included) to 32
 * @param from realism up to which nothing of them is taken, 0 to below 1; from there the share of
 *     their brightness grows evenly, to all of it at 1
 * @param colour realism at which all of their colour is taken, above {@code from} to 1
 */
public record WholeSample(double detail, double from, double colour) {
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
    if (!(colour > from && colour <= 1)) {
      throw new IllegalArgumentException(
          "whole.colour, a realism, must be above whole.from and at most 1, not " + colour);
    }
  }

  double brightnessShare(double realism) {
    return share(realism, 1);
  }

  double colourShare(double realism) {
    return share(realism, colour);
  }

  private double share(double realism, double all) {
    return Math.min(1, Math.max(0, (realism - from) / (all - from)));
  }
}
