package io.github.resshift.face;

import java.util.List;

/**
 * A box that may hold a face.
 *
 * @param shifts where a network says that left, top, right and bottom should be moved, in parts of
 *     the box's width and height; not yet applied
 * @param landmarks in pixels of the picture; only the last network tells them, else none
 */
record Candidate(
    double left,
    double top,
    double right,
    double bottom,
    double confidence,
    float[] shifts,
    List<Point> landmarks) {
  private static final float[] STILL = {0, 0, 0, 0};

  double width() {
    return right - left;
  }

  double height() {
    return bottom - top;
  }

  double area() {
    return Math.max(0, width()) * Math.max(0, height());
  }

  /** The same box, judged by a network. */
  Candidate judged(double newConfidence, float[] newShifts, List<Point> points) {
    return new Candidate(left, top, right, bottom, newConfidence, newShifts, points);
  }

  /** The box with its shifts applied. */
  Candidate shifted() {
    return new Candidate(
        left + shifts[0] * width(),
        top + shifts[1] * height(),
        right + shifts[2] * width(),
        bottom + shifts[3] * height(),
        confidence,
        STILL,
        landmarks);
  }

  /** The square with the same centre and the longer side. */
  Candidate square() {
    double half = Math.max(width(), height()) / 2;
    double x = (left + right) / 2;
    double y = (top + bottom) / 2;
    return new Candidate(x - half, y - half, x + half, y + half, confidence, STILL, landmarks);
  }

  /** Where the unit square comes to lie; this box must be a square. */
  Similarity frame() {
    return Similarity.scaleAndMove(width(), left, top);
  }
}
