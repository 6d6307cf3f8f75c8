package io.github.resshift.restore;

import io.github.resshift.ResShiftException;

/**
 * A rectangle of a picture in pixels, from its top left corner; parts of it may lie outside.
 *
 * @param width at least 1
 * @param height at least 1
 */
public record Box(int left, int top, int width, int height) {
  /** Checks the sides. */
  public Box {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("a box must have a width and a height of at least 1");
    }
  }

  /**
   * The part inside a picture.
   *
   * @throws ResShiftException if there is none
   */
  Box within(int pictureWidth, int pictureHeight) {
    long right = Math.min((long) left + width, pictureWidth);
    long bottom = Math.min((long) top + height, pictureHeight);
    int x = Math.max(left, 0);
    int y = Math.max(top, 0);
    if (x >= right || y >= bottom) {
      throw new ResShiftException(
          "The box %s lies outside of the picture of %dx%d pixels."
              .formatted(this, pictureWidth, pictureHeight));
    }
    return new Box(x, y, (int) right - x, (int) bottom - y);
  }

  /** As it is written on the command line: left,top,width,height. */
  @Override
  public String toString() {
    return left + "," + top + "," + width + "," + height;
  }
}
