package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

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
    Luma.requireSameShape(a, b);
    try (var scope = Scope.open()) {
      Tensor x = Luma.levels(a, Channels.RGB, border);
      Tensor y = Luma.levels(b, Channels.RGB, border);
      double[] out = new double[(int) x.size(0)];
      for (int i = 0; i < out.length; i++) {
        out[i] = one(x.narrow(0, i, 1), y.narrow(0, i, 1));
      }
      return out;
    }
  }

  private static double one(Tensor a, Tensor b) {
    Tensor[] x = planes(a);
    Tensor[] y = planes(b);
    Tensor[] maps = new Tensor[SCALES];
    Tensor[] weights = new Tensor[SCALES];
    for (int direction = 0; direction < 2; direction++) {
      Tensor similarity = null;
      for (int scale = 1; scale < SCALES; scale++) {
        Tensor one =
            Maps.similarity(
                haar(x[0], scale, direction == 1), haar(y[0], scale, direction == 1), C);
        similarity = similarity == null ? one : similarity.add(one);
      }
      maps[direction] = similarity.div(new Scalar(2.0));
      weights[direction] =
          torch.maximum(haar(x[0], SCALES, direction == 1), haar(y[0], SCALES, direction == 1));
    }
    Tensor i = Maps.similarity(mean2(x[1]), mean2(y[1]), C);
    Tensor q = Maps.similarity(mean2(x[2]), mean2(y[2]), C);
    maps[2] = i.add(q).div(new Scalar(2.0));
    weights[2] = weights[0].add(weights[1]).div(new Scalar(2.0));
    Tensor map = torch.cat(new TensorVector(maps), 1);
    Tensor weight = torch.cat(new TensorVector(weights), 1);
    double total = Tensors.item(weight.sum());
    if (total == 0) {
      // Two flat pictures: only the colour can differ, so it counts alone.
      weight = torch.ones_like(maps[2]);
      map = maps[2];
      total = Tensors.item(weight.sum());
    }
    Tensor squashed = map.mul(new Scalar(ALPHA)).sigmoid();
    double mean = Tensors.item(squashed.mul(weight).sum()) / total;
    double similarity = Math.log(mean / (1 - mean)) / ALPHA;
    return similarity * similarity;
  }

  /** Y, I and Q at half size. */
  private static Tensor[] planes(Tensor rgb) {
    Tensor[] out = new Tensor[YIQ.length];
    for (int row = 0; row < out.length; row++) {
      Tensor sum = null;
      for (int c = 0; c < 3; c++) {
        Tensor term = rgb.narrow(1, c, 1).mul(new Scalar(YIQ[row][c]));
        sum = sum == null ? term : sum.add(term);
      }
      out[row] = Maps.halve(sum);
    }
    return out;
  }

  /** Magnitude of the Haar coefficients of a scale: edges along rows, or along columns. */
  private static Tensor haar(Tensor plane, int scale, boolean columns) {
    int side = 1 << scale;
    double[] taps = new double[side * side];
    for (int i = 0; i < taps.length; i++) {
      taps[i] = (i < taps.length / 2 ? -1.0 : 1.0) / side;
    }
    Tensor kernel = Maps.doubles(taps, 1, 1, side, side);
    kernel = columns ? kernel.transpose(2, 3).contiguous() : kernel;
    return Maps.convolveSame(plane, kernel).abs();
  }

  private static Tensor mean2(Tensor plane) {
    Tensor kernel = Maps.doubles(new double[] {0.25, 0.25, 0.25, 0.25}, 1, 1, 2, 2);
    return Maps.convolveSame(plane, kernel).abs();
  }
}
