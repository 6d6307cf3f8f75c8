package io.github.resshift.face;

import java.util.List;

/**
 * A face in a picture. Parts of the box may lie outside of the picture.
 *
 * @param left of the box around forehead and chin, in pixels
 * @param top of the box
 * @param right of the box
 * @param bottom of the box
 * @param confidence how sure the last network is, 0 to 1
 * @param landmarks five points: the eye that is on the left in the picture of an upright face, the
 *     other eye, the tip of the nose, the left corner of the mouth and the right one
 */
public record Face(
    double left,
    double top,
    double right,
    double bottom,
    double confidence,
    List<Point> landmarks) {
  /** How many landmarks a face has. */
  public static final int LANDMARKS = 5;

  /** Checks the number of landmarks. */
  public Face {
    landmarks = List.copyOf(landmarks);
    if (landmarks.size() != LANDMARKS) {
      throw new IllegalArgumentException("a face has 5 landmarks, not " + landmarks.size());
    }
  }

  /** Width of the box. */
  public double width() {
    return right - left;
  }

  /** Height of the box. */
  public double height() {
    return bottom - top;
  }
}
