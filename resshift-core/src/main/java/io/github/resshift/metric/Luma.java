package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * ITU-R BT.601 luma and chroma in studio range, as the field measures them: Y = (65.481 R + 128.553
 * G + 24.966 B) / 255 + 16 for 8-bit colours, between 16 and 235. Thread-safe.
 */
public final class Luma {
  /** Rows Y, Cb, Cr for colours in [0, 1], results in levels. */
  private static final double[][] WEIGHTS = {
    {65.481, 128.553, 24.966}, {-37.797, -74.203, 112.0}, {112.0, -93.786, -18.214}
  };

  private static final double[] OFFSETS = {16, 128, 128};

  private Luma() {}

  /**
   * Y in levels, not rounded.
   *
   * @param rgb [n, 3, h, w] in [0, 1]; values beyond are not clamped
   * @return float64 [n, 1, h, w] on the CPU, 16 is black and 235 white
   */
  public static Tensor of(Tensor rgb) {
    return Scope.keep(() -> component(doubles(rgb), 0));
  }

  /**
   * Y, Cb and Cr in levels, not rounded.
   *
   * @param rgb [n, 3, h, w] in [0, 1]; values beyond are not clamped
   * @return float64 [n, 3, h, w] on the CPU, chroma between 16 and 240 around 128
   */
  public static Tensor yCbCr(Tensor rgb) {
    return Scope.keep(
        () -> {
          Tensor colours = doubles(rgb);
          return torch.cat(
              new org.bytedeco.pytorch.TensorVector(
                  component(colours, 0), component(colours, 1), component(colours, 2)),
              1);
        });
  }

  /** The planes to compare in levels, float64 [n, 1 or 3, h, w], without the border. */
  static Tensor levels(Tensor rgb, Channels channels, int border) {
    return Scope.keep(
        () -> {
          Tensor colours = doubles(rgb);
          Tensor planes =
              switch (channels) {
                case RGB -> eightBit(colours);
                // Luma is formed first and clamped then, as in the published measure of batches.
                case Y -> Tensors.clamp(component(colours, 0), 0, 255).round();
                case Y_UNROUNDED -> component(eightBit(colours).div(new Scalar(255.0)), 0);
              };
          return crop(planes, border);
        });
  }

  private static Tensor eightBit(Tensor colours) {
    return Tensors.clamp(colours, 0, 1).mul(new Scalar(255.0)).round();
  }

  private static Tensor crop(Tensor planes, int border) {
    long height = planes.size(2) - 2L * border;
    long width = planes.size(3) - 2L * border;
    if (border < 0 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          String.format(
              "a border of %d pixels cannot be cut from a picture of %dx%d",
              border, planes.size(3), planes.size(2)));
    }
    return planes.narrow(2, border, height).narrow(3, border, width).contiguous();
  }

  private static Tensor component(Tensor colours, int row) {
    Tensor sum = null;
    for (int c = 0; c < 3; c++) {
      Tensor term = colours.narrow(1, c, 1).mul(new Scalar(WEIGHTS[row][c]));
      sum = sum == null ? term : sum.add(term);
    }
    return sum.add(new Scalar(OFFSETS[row]));
  }

  private static Tensor doubles(Tensor rgb) {
    long[] shape = Tensors.shape(rgb);
    if (shape.length != 4 || shape[1] != 3 || Tensors.count(shape) == 0) {
      throw new IllegalArgumentException(
          "pictures must be [n, 3, h, w], not " + Arrays.toString(shape));
    }
    return rgb.detach().to(new Device("cpu"), ScalarType.Double);
  }

  /** Both pictures of a comparison must have the same shape. */
  static void requireSameShape(Tensor a, Tensor b) {
    if (!Arrays.equals(Tensors.shape(a), Tensors.shape(b))) {
      throw new IllegalArgumentException(
          String.format(
              "pictures to compare must have one size, not %s and %s",
              Arrays.toString(Tensors.shape(a)), Arrays.toString(Tensors.shape(b))));
    }
  }

  /** One number a picture: the mean over everything but the first dimension. */
  static double[] means(Tensor perPixel) {
    double[] out = new double[(int) perPixel.size(0)];
    try (var scope = Scope.open()) {
      for (int i = 0; i < out.length; i++) {
        out[i] = Tensors.item(perPixel.narrow(0, i, 1).mean());
      }
    }
    return out;
  }

  static double only(double[] values) {
    if (values.length != 1) {
      throw new IllegalArgumentException("one picture is expected, not " + values.length);
    }
    return values[0];
  }
}
