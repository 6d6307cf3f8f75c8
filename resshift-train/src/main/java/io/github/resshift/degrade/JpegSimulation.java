package io.github.resshift.degrade;

import io.github.resshift.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * JPEG's loss without a file, with a quality of its own for every sample (docs/method.md section 9,
 * item 19): zero padding to multiples of 16, YCbCr, 2x2 chroma averages, 8x8 DCT, quantisation with
 * the transposed standard tables, rounding half to even, and back. Tables and pixels are not
 * rounded to integers. In float32; thread-safe.
 */
final class JpegSimulation {
  private static final int CELL = 16;
  private static final float LEVELS = 255;

  private JpegSimulation() {}

  /**
   * The picture after compression.
   *
   * @param image float32 CPU [N, 3, H, W] in [0, 1]
   * @param quality one value in (0, 100] for every sample, or one for all
   * @return float32 [N, 3, H, W] in [0, 1]
   */
  public static Tensor apply(Tensor image, double... quality) {
    int n = (int) image.size(0);
    if (quality.length != 1 && quality.length != n) {
      throw new IllegalArgumentException(quality.length + " qualities for " + n + " samples");
    }
    int height = (int) image.size(2);
    int width = (int) image.size(3);
    float[] values = Tensors.floats(image);
    for (int i = 0; i < n; i++) {
      float factor = (float) factor(quality[quality.length == 1 ? 0 : i]);
      compress(values, i * 3 * height * width, height, width, factor);
    }
    return Tensors.of(values, n, 3, height, width);
  }

  /** The scale of the quantisation tables: 50/q below 50, else 2 - q/50. */
  static double factor(double quality) {
    if (!(quality > 0 && quality <= 100)) {
      throw new IllegalArgumentException("JPEG quality must be in (0, 100], not " + quality);
    }
    return quality < 50 ? 50 / quality : 2 - quality / 50;
  }

  private static void compress(float[] values, int start, int height, int width, float factor) {
    int rows = (height + CELL - 1) / CELL * CELL;
    int columns = (width + CELL - 1) / CELL * CELL;
    // Padding is black: luma 0, and neutral chroma, which is 0 when counted from the middle.
    float[] luma = new float[rows * columns];
    Arrays.fill(luma, -128);
    float[] blue = new float[rows * columns / 4];
    float[] red = new float[rows * columns / 4];
    int plane = height * width;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = start + y * width + x;
        float r = values[at] * LEVELS;
        float g = values[at + plane] * LEVELS;
        float b = values[at + 2 * plane] * LEVELS;
        luma[y * columns + x] = 0.299f * r + 0.587f * g + 0.114f * b - 128;
        int half = y / 2 * (columns / 2) + x / 2;
        blue[half] += (-0.168736f * r - 0.331264f * g + 0.5f * b) / 4;
        red[half] += (0.5f * r - 0.418688f * g - 0.081312f * b) / 4;
      }
    }
    JpegBlocks.code(luma, columns, JpegBlocks.lumaSteps(factor));
    JpegBlocks.code(blue, columns / 2, JpegBlocks.chromaSteps(factor));
    JpegBlocks.code(red, columns / 2, JpegBlocks.chromaSteps(factor));
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = start + y * width + x;
        int half = y / 2 * (columns / 2) + x / 2;
        float bright = luma[y * columns + x] + 128;
        values[at] = unit(bright + 1.402f * red[half]);
        values[at + plane] = unit(bright - 0.344136f * blue[half] - 0.714136f * red[half]);
        values[at + 2 * plane] = unit(bright + 1.772f * blue[half]);
      }
    }
  }

  private static float unit(float level) {
    return Math.max(0, Math.min(LEVELS, level)) / LEVELS;
  }
}
