package io.github.resshift.image;

/**
 * White and primaries of an RGB space as x and y of CIE 1931.
 *
 * @param xy of white, red, green and blue: eight numbers
 */
record Chromaticities(double... xy) {
  private static final double[] D65 = {0.3127, 0.3290};
  static final Chromaticities SRGB = of(D65, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06);
  static final Chromaticities ADOBE_RGB = of(D65, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06);
  static final Chromaticities DISPLAY_P3 = of(D65, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06);
  static final Chromaticities REC_2020 = of(D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046);

  /** Coordinates that differ less are the same ones, rounded by somebody. */
  private static final double SAME = 0.005;

  /** A triangle of less than a hundredth of sRGB's area, which is 0.112, holds no picture. */
  private static final double LEAST_AREA = 0.001;

  /** White of the space in which profiles connect. */
  private static final double[] D50 = {0.9642, 1, 0.8249};

  /** Bradford's cone responses. */
  private static final double[][] BRADFORD = {
    {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
  };

  /** White, then x and y of red, green and blue. */
  static Chromaticities of(double[] white, double... primaries) {
    double[] all = new double[8];
    System.arraycopy(white, 0, all, 0, 2);
    System.arraycopy(primaries, 0, all, 2, 6);
    return new Chromaticities(all);
  }

  /** The same primaries as sRGB, roughly. */
  boolean isSrgb() {
    return near(SRGB);
  }

  private boolean near(Chromaticities other) {
    for (int i = 0; i < xy.length; i++) {
      if (!(Math.abs(xy[i] - other.xy[i]) < SAME)) {
        return false;
      }
    }
    return true;
  }

  /** Whether they span a space and white lies in it. */
  boolean plausible() {
    for (double value : xy) {
      if (!(value >= -0.2 && value <= 1.2)) {
        return false;
      }
    }
    double area = Math.abs(cross(2, 4, 6)) / 2;
    boolean sameSide = cross(0, 2, 4) * cross(0, 4, 6) > 0 && cross(0, 4, 6) * cross(0, 6, 2) > 0;
    return xy[1] > 0.01 && area > LEAST_AREA && sameSide;
  }

  /** Twice the signed area of a triangle of points, by their places in {@link #xy}. */
  private double cross(int a, int b, int c) {
    return (xy[b] - xy[a]) * (xy[c + 1] - xy[a + 1]) - (xy[c] - xy[a]) * (xy[b + 1] - xy[a + 1]);
  }

  /** A name for people. */
  String title() {
    if (isSrgb()) {
      return "sRGB primaries";
    } else if (near(ADOBE_RGB)) {
      return "Adobe RGB (1998) primaries";
    } else if (near(DISPLAY_P3)) {
      return "Display P3 primaries";
    }
    return near(REC_2020) ? "Rec. 2020 primaries" : "Primaries that the picture states";
  }

  /** X, Y, Z of red, green and blue, adapted to D50, as profiles have them. */
  double[][] adapted() {
    double[][] primaries = new double[3][];
    for (int c = 0; c < 3; c++) {
      double x = xy[2 + 2 * c];
      double y = xy[3 + 2 * c];
      primaries[c] = new double[] {x, y, 1 - x - y};
    }
    double[] white = {xy[0] / xy[1], 1, (1 - xy[0] - xy[1]) / xy[1]};
    double[] strength = apply(inverse(transposed(primaries)), white);
    double[] from = apply(BRADFORD, white);
    double[] to = apply(BRADFORD, D50);
    double[][] back = inverse(BRADFORD);
    double[][] result = new double[3][];
    for (int c = 0; c < 3; c++) {
      double[] xyz = new double[3];
      for (int i = 0; i < 3; i++) {
        xyz[i] = primaries[c][i] * strength[c];
      }
      double[] cones = apply(BRADFORD, xyz);
      for (int i = 0; i < 3; i++) {
        cones[i] *= to[i] / from[i];
      }
      result[c] = apply(back, cones);
    }
    return result;
  }

  private static double[] apply(double[][] matrix, double[] vector) {
    double[] out = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        out[i] += matrix[i][k] * vector[k];
      }
    }
    return out;
  }

  private static double[][] transposed(double[][] m) {
    double[][] out = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        out[i][k] = m[k][i];
      }
    }
    return out;
  }

  /** By cofactors; cyclic indices spare the signs. */
  private static double[][] inverse(double[][] m) {
    double[][] out = new double[3][3];
    double determinant = 0;
    for (int i = 0; i < 3; i++) {
      int i1 = (i + 1) % 3;
      int i2 = (i + 2) % 3;
      for (int k = 0; k < 3; k++) {
        int k1 = (k + 1) % 3;
        int k2 = (k + 2) % 3;
        out[k][i] = m[i1][k1] * m[i2][k2] - m[i1][k2] * m[i2][k1];
      }
      determinant += m[0][i] * (m[1][i1] * m[2][i2] - m[1][i2] * m[2][i1]);
    }
    for (double[] row : out) {
      for (int k = 0; k < 3; k++) {
        row[k] /= determinant;
      }
    }
    return out;
  }
}
