package io.github.resshift.plugin;

/**
 * The colours of a picture as numbers.
 *
 * @param width pixels a row
 * @param height rows
 * @param values the planes red, green and blue, each row by row: the value of channel c at (x, y)
 *     is at {@code (c * height + y) * width + x}; not to be changed
 */
public record Colours(int width, int height, float[] values) {
  /** Checks that there are three planes. */
  public Colours {
    if (values.length != 3L * width * height) {
      throw new IllegalArgumentException(
          String.format(
              "three planes of %d x %d pixels are %d values, not %d",
              width, height, 3L * width * height, values.length));
    }
  }

  /** The value of a channel (0 red, 1 green, 2 blue) at a place. */
  public float at(int channel, int x, int y) {
    return values[(channel * height + y) * width + x];
  }
}
