package io.github.resshift.restore;

/** Colour difference CIEDE2000 (Sharma, Wu, Dalal 2005), with all weights 1. */
final class DeltaE {
  private static final double[] D50 = {0.9642, 1, 0.8249};
  private static final double POW_25_7 = Math.pow(25, 7);

  private DeltaE() {}

  /** CIELAB of XYZ with white D50, as colour profiles have it. */
  static double[] lab(float[] xyz) {
    double[] f = new double[3];
    for (int i = 0; i < 3; i++) {
      double t = xyz[i] / D50[i];
      f[i] = t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
    return new double[] {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
  }

  static double between(double[] lab1, double[] lab2) {
    double meanC = (Math.hypot(lab1[1], lab1[2]) + Math.hypot(lab2[1], lab2[2])) / 2;
    double g = 0.5 * (1 - Math.sqrt(Math.pow(meanC, 7) / (Math.pow(meanC, 7) + POW_25_7)));
    double a1 = lab1[1] * (1 + g);
    double a2 = lab2[1] * (1 + g);
    double c1 = Math.hypot(a1, lab1[2]);
    double c2 = Math.hypot(a2, lab2[2]);
    double h1 = hue(lab1[2], a1);
    double h2 = hue(lab2[2], a2);
    double dh = c1 * c2 == 0 ? 0 : h2 - h1;
    dh = dh > 180 ? dh - 360 : dh < -180 ? dh + 360 : dh;
    double bigH = 2 * Math.sqrt(c1 * c2) * sin(dh / 2);
    double meanL = (lab1[0] + lab2[0]) / 2;
    double c = (c1 + c2) / 2;
    double h = h1 + h2;
    if (c1 * c2 != 0) {
      h = Math.abs(h1 - h2) <= 180 ? h / 2 : h < 360 ? h / 2 + 180 : h / 2 - 180;
    }
    double t =
        1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.2 * cos(4 * h - 63);
    double turn = 30 * Math.exp(-Math.pow((h - 275) / 25, 2));
    double rc = 2 * Math.sqrt(Math.pow(c, 7) / (Math.pow(c, 7) + POW_25_7));
    double l50 = Math.pow(meanL - 50, 2);
    double l = (lab2[0] - lab1[0]) / (1 + 0.015 * l50 / Math.sqrt(20 + l50));
    double chroma = (c2 - c1) / (1 + 0.045 * c);
    double hueTerm = bigH / (1 + 0.015 * c * t);
    return Math.sqrt(
        l * l + chroma * chroma + hueTerm * hueTerm - sin(2 * turn) * rc * chroma * hueTerm);
  }

  private static double hue(double b, double a) {
    double degrees = Math.toDegrees(Math.atan2(b, a));
    return degrees < 0 ? degrees + 360 : degrees;
  }

  private static double sin(double degrees) {
    return Math.sin(Math.toRadians(degrees));
  }

  private static double cos(double degrees) {
    return Math.cos(Math.toRadians(degrees));
  }
}
