package io.github.resshift.restore;

import io.github.resshift.ResShiftException;

/** How large a result is to be. Its shape is always that of the input: nothing is stretched. */
public sealed interface TargetSize {
  /** Longest side that may be asked for. */
  int MOST = 65_535;

  /**
   * Pixels of a picture.
   *
   * @param width at least 1
   * @param height at least 1
   */
  record Size(int width, int height) {}

  /** The size of the result for an input, with a model that enlarges {@code factor} times. */
  Size of(int width, int height, int factor);

  /** As large as the model makes it. */
  record OfModel() implements TargetSize {
    @Override
    public Size of(int width, int height, int factor) {
      return sized((double) width * factor, (double) height * factor);
    }
  }

  /** {@code scale} times the sides of the input, rounded; above 0. */
  record Times(double scale) implements TargetSize {
    /** Checks the scale. */
    public Times {
      if (!(scale > 0 && scale <= MOST)) {
        throw new IllegalArgumentException("scale must be above 0, not " + scale);
      }
    }

    @Override
    public Size of(int width, int height, int factor) {
      return sized(width * scale, height * scale);
    }
  }

  /**
   * The largest size that fits into a box.
   *
   * @param width of the box, or {@link #MOST} where only the height counts
   * @param height of the box, or {@link #MOST} where only the width counts
   */
  record Within(int width, int height) implements TargetSize {
    /** Checks the sides. */
    public Within {
      if (width < 1 || height < 1) {
        throw new IllegalArgumentException("a size must be positive: " + width + "x" + height);
      }
    }

    @Override
    public Size of(int w, int h, int factor) {
      double scale = Math.min((double) width / w, (double) height / h);
      return sized(w * scale, h * scale);
    }
  }

  private static Size sized(double width, double height) {
    if (width > MOST || height > MOST) {
      throw new ResShiftException(
          "The result would have %.0f x %.0f pixels; at most %d a side are possible."
              .formatted(width, height, MOST));
    }
    return new Size(Math.max(1, (int) Math.round(width)), Math.max(1, (int) Math.round(height)));
  }
}
