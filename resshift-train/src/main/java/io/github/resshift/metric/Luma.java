package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * ITU-R BT.601 luma and chroma in studio range, as the field measures them: Y = (65.481 R + 128.553
 * G + 24.966 B) / 255 + 16 for 8-bit colours, between 16 and 235. Thread-safe.
 */
public final class Luma {
  /** Rows Y, Cb, Cr for colours in [0, 1], results in levels. */
  private static final double[][] WEIGHTS = {
    {65.481, 128.553, 24.966}, {-37.797, -74.203, 112.0}, {112.0, -93.786, -18.214}
  };

  private static final double[] GRAY = {0.298936021293775, 0.587043074451121, 0.114020904255103};

  private static final double[] OFFSETS = {16, 128, 128};
  private static final double WHITE = 255;

  private Luma() {}

  /**
   * Y in levels, not rounded.
   *
   * @param rgb [n, 3, h, w] in [0, 1]; values beyond are not clamped
   * @return float32 [n, 1, h, w] on the CPU, in the open scope; 16 is black and 235 white
   */
  public static Tensor of(Tensor rgb) {
    return components(rgb, 1);
  }

  /**
   * Y, Cb and Cr in levels, not rounded.
   *
   * @param rgb [n, 3, h, w] in [0, 1]; values beyond are not clamped
   * @return float32 [n, 3, h, w] on the CPU, in the open scope; chroma between 16 and 240
   */
  public static Tensor yCbCr(Tensor rgb) {
    return components(rgb, 3);
  }

  private static Tensor components(Tensor rgb, int rows) {
    requirePictures(rgb);
    float[] colours = Tensors.floats(rgb);
    int pictures = (int) rgb.size(0);
    int plane = Math.toIntExact(rgb.size(2) * rgb.size(3));
    float[] out = new float[Math.multiplyExact(pictures * rows, plane)];
    for (int i = 0; i < out.length; i++) {
      int row = i / plane % rows;
      int at = i / plane / rows * 3 * plane + i % plane;
      out[i] = (float) component(row, colours[at], colours[at + plane], colours[at + 2 * plane]);
    }
    return Tensors.of(out, pictures, rows, rgb.size(2), rgb.size(3));
  }

  private static double component(int row, double r, double g, double b) {
    return WEIGHTS[row][0] * r + WEIGHTS[row][1] * g + WEIGHTS[row][2] * b + OFFSETS[row];
  }

  /** A measure of each pair of planes [pictures][planes] after the common checks. */
  static double[] measure(
      Tensor a,
      Tensor b,
      Channels channels,
      int border,
      ToDoubleBiFunction<Plane[], Plane[]> measure) {
    if (!Arrays.equals(Tensors.shape(a), Tensors.shape(b))) {
      throw new IllegalArgumentException(
          String.format(
              "pictures to compare must have one size, not %s and %s",
              Arrays.toString(Tensors.shape(a)), Arrays.toString(Tensors.shape(b))));
    }
    requirePictures(a);
    double[] out = new double[(int) a.size(0)];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          measure.applyAsDouble(levels(a, i, channels, border), levels(b, i, channels, border));
    }
    return out;
  }

  static double only(double[] values) {
    if (values.length != 1) {
      throw new IllegalArgumentException("one picture is expected, not " + values.length);
    }
    return values[0];
  }

  /** The planes of one picture in levels of 0..255 without the border. */
  static Plane[] levels(Tensor rgb, int picture, Channels channels, int border) {
    requirePictures(rgb);
    int fullWidth = Math.toIntExact(rgb.size(3));
    int width = fullWidth - 2 * border;
    int height = Math.toIntExact(rgb.size(2)) - 2 * border;
    if (border < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          String.format(
              "a border of %d pixels cannot be cut from a picture of %dx%d",
              border, rgb.size(3), rgb.size(2)));
    }
    float[] colours;
    try (var scope = Scope.open()) {
      colours = Tensors.floats(rgb.narrow(0, picture, 1));
    }
    int full = colours.length / 3;
    Plane[] planes = new Plane[channels == Channels.RGB ? 3 : 1];
    for (int p = 0; p < planes.length; p++) {
      planes[p] = Plane.empty(width, height);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int at = (y + border) * fullWidth + x + border;
          planes[p].values()[y * width + x] =
              switch (channels) {
                case RGB -> eightBit(colours[p * full + at]);
                // Luma is formed first and clamped then, as in the published measure of batches.
                case Y ->
                    round(component(0, colours[at], colours[at + full], colours[at + 2 * full]));
                case Y_UNROUNDED ->
                    component(
                        0,
                        eightBit(colours[at]) / WHITE,
                        eightBit(colours[at + full]) / WHITE,
                        eightBit(colours[at + 2 * full]) / WHITE);
              };
        }
      }
    }
    return planes;
  }

  /** Gray as MATLAB's rgb2gray makes it, rounded to levels of 0..255, without the border. */
  static Plane gray(Tensor rgb, int border) {
    Plane[] colours = levels(rgb, 0, Channels.RGB, border);
    Plane out = Plane.empty(colours[0].width(), colours[0].height());
    for (int i = 0; i < out.values().length; i++) {
      double value = 0;
      for (int band = 0; band < colours.length; band++) {
        value += GRAY[band] * colours[band].values()[i];
      }
      out.values()[i] = Math.rint(value);
    }
    return out;
  }

  private static double eightBit(double value) {
    return round(value * WHITE);
  }

  private static double round(double level) {
    return Math.rint(Math.min(Math.max(level, 0), WHITE));
  }

  private static void requirePictures(Tensor rgb) {
    long[] shape = Tensors.shape(rgb);
    if (shape.length != 4 || shape[1] != 3 || Tensors.count(shape) == 0) {
      throw new IllegalArgumentException(
          "pictures must be [n, 3, h, w], not " + Arrays.toString(shape));
    }
  }
}
