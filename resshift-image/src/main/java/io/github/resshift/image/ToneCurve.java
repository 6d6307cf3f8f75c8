package io.github.resshift.image;

import java.util.function.DoubleUnaryOperator;

/**
 * From stored values to light.
 *
 * @param gamma the exponent, or 0 where {@code light} counts
 * @param light from [0, 1] to light, white is 1; what is brighter is cut off
 */
record ToneCurve(double gamma, DoubleUnaryOperator light) {
  /** IEC 61966-2-1. */
  static final ToneCurve SRGB =
      table(v -> v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));

  /** Light of white paper in HDR pictures, in cd/m² (ITU-R BT.2408). */
  static final double HDR_WHITE = 203;

  /** ITU-R BT.2100, table 4. */
  static final ToneCurve PQ = table(v -> pq(v) / HDR_WHITE);

  /** ITU-R BT.2100, table 5, on a display of 1000 cd/m². */
  static final ToneCurve HLG = table(v -> 1000 * Math.pow(hlgScene(v), 1.2) / HDR_WHITE);

  /** SMPTE ST 428-1: cinema, whose white is 48 of 52.37 cd/m². */
  static final ToneCurve CINEMA = table(v -> 52.37 / 48 * Math.pow(v, 2.6));

  private static final double GREATEST = 10;

  /** How far a gamma may be from sRGB's 2.2 to mean sRGB: what libpng takes for the same. */
  private static final double SAME_GAMMA = 0.05;

  static ToneCurve table(DoubleUnaryOperator light) {
    return new ToneCurve(0, light);
  }

  static ToneCurve power(double gamma) {
    return new ToneCurve(gamma, v -> Math.pow(v, gamma));
  }

  /** Whether a gamma can be that of a picture. */
  static boolean plausible(double gamma) {
    return gamma >= 1 / GREATEST && gamma <= GREATEST;
  }

  /** Whether it is what programs write that mean sRGB. */
  boolean isSrgb() {
    return this == SRGB || gamma > 0 && Math.abs(gamma / 2.2 - 1) <= SAME_GAMMA;
  }

  /** The curve of video levels, in which black is 16 and white 235 of 255. */
  ToneCurve narrow(int depth) {
    double unit = (1 << depth - 8) / (double) ((1 << depth) - 1);
    return table(v -> light.applyAsDouble(Math.min(1, Math.max(0, (v / unit - 16) / (235 - 16)))));
  }

  private static double pq(double v) {
    double p = Math.pow(v, 32 / 2523.0);
    double above = Math.max(p - 3424 / 4096.0, 0);
    return 10_000 * Math.pow(above / (2413 / 128.0 - 2392 / 128.0 * p), 8192 / 1305.0);
  }

  private static double hlgScene(double v) {
    double a = 0.17883277;
    double b = 1 - 4 * a;
    double c = 0.5 - a * Math.log(4 * a);
    return v <= 0.5 ? v * v / 3 : (Math.exp((v - c) / a) + b) / 12;
  }
}
