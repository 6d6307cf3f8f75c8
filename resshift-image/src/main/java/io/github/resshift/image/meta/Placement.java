package io.github.resshift.image.meta;

/**
 * How the pixels of a file lie in a result: places in metadata count from the stored picture,
 * before the orientation is applied (EXIF 2.32, SubjectArea), and in its pixels.
 *
 * @param stored the picture in the file
 * @param width pixels of the result
 * @param height pixels of the result
 */
record Placement(Stored stored, int width, int height) {
  /**
   * A picture as a file stores it.
   *
   * @param width pixels a stored row, at least 1
   * @param height stored rows, at least 1
   * @param orientation 1 to 8, as in EXIF
   */
  record Stored(int width, int height, int orientation) {
    /** Checks the ranges. */
    Stored {
      if (width < 1 || height < 1 || orientation < 1 || orientation > 8) {
        throw new IllegalArgumentException(
            "no picture of %d x %d with orientation %d".formatted(width, height, orientation));
      }
    }

    boolean turned() {
      return orientation >= 5;
    }
  }

  /** Whether rows of the file are rows of the result, in the same direction. */
  boolean upright() {
    return stored.orientation == 1;
  }

  /** Whether rows of the file are columns of the result. */
  boolean turned() {
    return stored.turned();
  }

  /** Pixels of the result for one along a stored row. */
  double alongRow() {
    return (double) (turned() ? height : width) / stored.width;
  }

  /** Pixels of the result for one along a stored column. */
  double alongColumn() {
    return (double) (turned() ? width : height) / stored.height;
  }

  /**
   * A point of the stored picture in the result; both are shares of width and height.
   *
   * @return x and y
   */
  double[] point(double x, double y) {
    return switch (stored.orientation) {
      case 2 -> new double[] {1 - x, y};
      case 3 -> new double[] {1 - x, 1 - y};
      case 4 -> new double[] {x, 1 - y};
      case 5 -> new double[] {y, x};
      case 6 -> new double[] {1 - y, x};
      case 7 -> new double[] {1 - y, 1 - x};
      case 8 -> new double[] {y, 1 - x};
      default -> new double[] {x, y};
    };
  }

  /** A point in stored pixels as one in pixels of the result. */
  double[] pixel(double x, double y) {
    double[] at = point(x / stored.width, y / stored.height);
    return new double[] {at[0] * width, at[1] * height};
  }

  /** A rectangle by its corner nearest to 0, width and height, in shares. */
  double[] rectangle(double x, double y, double w, double h) {
    double[] a = point(x, y);
    double[] b = point(x + w, y + h);
    return new double[] {
      Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])
    };
  }
}
