package io.github.resshift.degrade;

/**
 * The Bessel function of the first kind of order one. The engine's own ({@code special_bessel_j1})
 * is 1e-8 off above 5, which is 1e-7 of a kernel's middle and more than the published kernels
 * allow.
 */
final class Bessel {
  /** Below this the power series converges with little cancellation. */
  private static final double SERIES_LIMIT = 8;

  private static final int QUADRATURE_POINTS = 64;

  private Bessel() {}

  /**
   * J1(x) to about 1e-14: by its power series for small arguments, else by Bessel's integral (1/pi)
   * int_0^pi cos(t - x sin t) dt, which the trapezoidal rule gives to machine precision, since its
   * integrand is periodic and analytic, once there are more points than |x|.
   */
  static double j1(double x) {
    double size = Math.abs(x);
    if (size <= SERIES_LIMIT) {
      double half = x / 2;
      double square = -half * half;
      double term = half;
      double sum = term;
      for (int k = 1; Math.abs(term) > 1e-18 * Math.abs(sum) && k < 100; k++) {
        term *= square / (k * (k + 1.0));
        sum += term;
      }
      return sum;
    }
    int points = QUADRATURE_POINTS + 2 * (int) Math.ceil(size);
    double sum = 0;
    for (int i = 0; i < points; i++) {
      double t = 2 * Math.PI * i / points;
      sum += Math.cos(t - x * Math.sin(t));
    }
    return sum / points;
  }
}
