package io.github.resshift.face;

import java.util.List;

/**
 * Turning, scaling and moving without mirroring: (x, y) becomes (a x - b y + moveX, b x + a y +
 * moveY).
 *
 * @param a scale times cosine of the angle
 * @param b scale times sine of the angle
 * @param moveX in pixels
 * @param moveY in pixels
 */
public record Similarity(double a, double b, double moveX, double moveY) {
  /** Refuses a scale of zero, which cannot be undone. */
  public Similarity {
    if (!(Math.hypot(a, b) > 0 && Double.isFinite(a + b + moveX + moveY))) {
      throw new IllegalArgumentException("no similarity: " + a + ", " + b);
    }
  }

  /** Scales about the origin, then moves. */
  public static Similarity scaleAndMove(double scale, double moveX, double moveY) {
    return new Similarity(scale, 0, moveX, moveY);
  }

  /**
   * The similarity that brings points nearest to others, by the sum of squared distances (in
   * complex numbers: the quotient of the covariance of both and the variance of {@code from}).
   *
   * @param from at least two different points
   * @param to as many points
   */
  public static Similarity fit(List<Point> from, List<Point> to) {
    if (from.size() != to.size() || from.size() < 2) {
      throw new IllegalArgumentException(from.size() + " points for " + to.size());
    }
    Point centre = centre(from);
    Point target = centre(to);
    double real = 0;
    double imaginary = 0;
    double variance = 0;
    for (int i = 0; i < from.size(); i++) {
      double x = from.get(i).x() - centre.x();
      double y = from.get(i).y() - centre.y();
      double u = to.get(i).x() - target.x();
      double v = to.get(i).y() - target.y();
      real += x * u + y * v;
      imaginary += x * v - y * u;
      variance += x * x + y * y;
    }
    double a = real / variance;
    double b = imaginary / variance;
    return new Similarity(
        a,
        b,
        target.x() - a * centre.x() + b * centre.y(),
        target.y() - b * centre.x() - a * centre.y());
  }

  /** Where a point comes to lie. */
  public Point apply(Point point) {
    return apply(point.x(), point.y());
  }

  /** Where the point (x, y) comes to lie. */
  public Point apply(double x, double y) {
    return new Point(a * x - b * y + moveX, b * x + a * y + moveY);
  }

  /** The way back. */
  public Similarity inverse() {
    double square = a * a + b * b;
    double c = a / square;
    double s = -b / square;
    return new Similarity(c, s, -(c * moveX - s * moveY), -(s * moveX + c * moveY));
  }

  /** This one and then {@code next}. */
  public Similarity then(Similarity next) {
    Point moved = next.apply(moveX, moveY);
    return new Similarity(next.a * a - next.b * b, next.b * a + next.a * b, moved.x(), moved.y());
  }

  /** How much longer distances become. */
  public double scale() {
    return Math.hypot(a, b);
  }

  /** By how many degrees it turns; clockwise in a picture, whose y points down. */
  public double degrees() {
    return Math.toDegrees(Math.atan2(b, a));
  }

  private static Point centre(List<Point> points) {
    return new Point(
        points.stream().mapToDouble(Point::x).average().orElseThrow(),
        points.stream().mapToDouble(Point::y).average().orElseThrow());
  }
}
