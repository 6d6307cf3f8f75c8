package io.github.resshift.metric;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Haar wavelet-based perceptual similarity index (Reisenhofer, Bosse, Kutyniok and Wiegand 2018)
 * for colour pictures: no learned weights beyond its two published constants. 1 for equal pictures,
 * 0 is worst. Thread-safe.
 */
public final class HaarPsi {
  private static final double C = 30;
  private static final double ALPHA = 4.2;

  /** Rows Y, I, Q of the NTSC colour space. */
  private static final double[][] YIQ = {
    {0.299, 0.587, 0.114}, {0.596, -0.274, -0.322}, {0.211, -0.523, 0.312}
  };

  /** The two finer scales are compared, the third one weighs. */
  private static final int SCALES = 3;

  private HaarPsi() {}

  /**
   * For one pair [1, 3, h, w].
   *
   * @param border pixels that are cut from every side first
   */
  public static double of(Tensor a, Tensor b, int border) {
    return Luma.only(each(a, b, border));
  }

  /** For each pair of two batches [n, 3, h, w]; colours are rounded to 8 bits first. */
  public static double[] each(Tensor a, Tensor b, int border) {
    return Luma.measure(a, b, Channels.RGB, border, HaarPsi::one);
  }

  private static double one(Plane[] a, Plane[] b) {
    Plane[] x = yiq(a);
    Plane[] y = yiq(b);
    Plane[] maps = {edges(x[0], y[0], false), edges(x[0], y[0], true), colour(x, y)};
    Plane rows = weight(x[0], y[0], false);
    Plane columns = weight(x[0], y[0], true);
    Plane both = rows.with(columns, (r, c) -> (r + c) / 2);
    Plane[] weights = {rows, columns, both};
    if (both.mean() == 0) {
      // Two flat pictures: only the colour can differ, so it counts alone.
      Arrays.fill(both.values(), 1);
    }
    double sum = 0;
    double total = 0;
    for (int m = 0; m < maps.length; m++) {
      for (int i = 0; i < maps[m].values().length; i++) {
        double weight = weights[m].values()[i];
        sum += weight / (1 + Math.exp(-ALPHA * maps[m].values()[i]));
        total += weight;
      }
    }
    double mean = sum / total;
    double similarity = Math.log(mean / (1 - mean)) / ALPHA;
    return similarity * similarity;
  }

  private static Plane edges(Plane x, Plane y, boolean columns) {
    Plane fine = haar(x, 1, columns).similarity(haar(y, 1, columns), C);
    Plane coarse = haar(x, 2, columns).similarity(haar(y, 2, columns), C);
    return fine.with(coarse, (f, c) -> (f + c) / 2);
  }

  private static Plane colour(Plane[] x, Plane[] y) {
    Plane i = mean2(x[1]).similarity(mean2(y[1]), C);
    Plane q = mean2(x[2]).similarity(mean2(y[2]), C);
    return i.with(q, (s, t) -> (s + t) / 2);
  }

  private static Plane weight(Plane x, Plane y, boolean columns) {
    return haar(x, SCALES, columns).with(haar(y, SCALES, columns), Math::max);
  }

  /** Y, I and Q at half size. */
  private static Plane[] yiq(Plane[] rgb) {
    Plane[] out = new Plane[YIQ.length];
    for (int row = 0; row < out.length; row++) {
      double[] w = YIQ[row];
      Plane sum = rgb[0].with(rgb[1], (r, g) -> w[0] * r + w[1] * g);
      out[row] = sum.with(rgb[2], (s, b) -> s + w[2] * b).halvedWithZeros();
    }
    return out;
  }

  /** Magnitude of the Haar coefficients of a scale: edges along rows, or along columns. */
  private static Plane haar(Plane plane, int scale, boolean columns) {
    int side = 1 << scale;
    double[] step = new double[side];
    double[] mean = new double[side];
    Arrays.setAll(step, i -> i < side / 2 ? -1 : 1);
    Arrays.fill(mean, 1.0 / side);
    return magnitude(plane.convolveSame(columns ? mean : step, columns ? step : mean));
  }

  private static Plane mean2(Plane plane) {
    double[] half = {0.5, 0.5};
    return magnitude(plane.convolveSame(half, half));
  }

  private static Plane magnitude(Plane plane) {
    Plane out = Plane.empty(plane.width(), plane.height());
    Arrays.setAll(out.values(), i -> Math.abs(plane.values()[i]));
    return out;
  }
}
