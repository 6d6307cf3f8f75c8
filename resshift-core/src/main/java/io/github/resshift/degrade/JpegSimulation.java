package io.github.resshift.degrade;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * JPEG's loss as a tensor operation, with a quality of its own for every sample (METHOD section 9,
 * 19): zero padding to multiples of 16, YCbCr, 2x2 chroma averages, 8x8 DCT, quantisation with the
 * transposed standard tables, rounding half to even, and back. Tables and pixels are not rounded to
 * integers. Thread-safe.
 */
public final class JpegSimulation {
  private static final int BLOCK = 8;
  private static final int CELL = 16;

  private static final int[][] LUMA = {
    {16, 11, 10, 16, 24, 40, 51, 61},
    {12, 12, 14, 19, 26, 58, 60, 55},
    {14, 13, 16, 24, 40, 57, 69, 56},
    {14, 17, 22, 29, 51, 87, 80, 62},
    {18, 22, 37, 56, 68, 109, 103, 77},
    {24, 35, 55, 64, 81, 104, 113, 92},
    {49, 64, 78, 87, 103, 121, 120, 101},
    {72, 92, 95, 98, 112, 100, 103, 99}
  };
  private static final int[][] CHROMA_CORNER = {
    {17, 18, 24, 47}, {18, 21, 26, 66}, {24, 26, 56, 99}, {47, 66, 99, 99}
  };
  private static final int CHROMA_REST = 99;

  private static final float[] TO_YCC = {
    0.299f, 0.587f, 0.114f, -0.168736f, -0.331264f, 0.5f, 0.5f, -0.418688f, -0.081312f
  };
  private static final float[] TO_RGB = {
    1f, 0f, 1.402f, 1f, -0.344136f, -0.714136f, 1f, 1.772f, 0f
  };

  private static final float[] LUMA_STEPS = lumaTable();
  private static final float[] CHROMA_STEPS = chromaTable();
  private static final float[] BASIS = basis();

  private JpegSimulation() {}

  /**
   * The picture after compression.
   *
   * @param image float32 [N, 3, H, W] in [0, 1]
   * @param quality one value in (0, 100] for every sample, or one for all
   * @return float32 [N, 3, H, W] in [0, 1]
   */
  public static Tensor apply(Tensor image, double... quality) {
    long n = image.size(0);
    if (quality.length != 1 && quality.length != n) {
      throw new IllegalArgumentException(quality.length + " qualities for " + n + " samples");
    }
    long height = image.size(2);
    long width = image.size(3);
    return Scope.keep(
        () -> {
          Tensor factors = factors(n, quality);
          long right = (CELL - width % CELL) % CELL;
          long below = (CELL - height % CELL) % CELL;
          Tensor padded = torch.constant_pad_nd(image, new long[] {0, right, 0, below});
          Tensor ycc = mix(padded.mul(new Scalar(255f)), TO_YCC);
          Tensor luma = ycc.narrow(1, 0, 1).sub(new Scalar(128f));
          Tensor chroma =
              torch.adaptive_avg_pool2d(
                  ycc.narrow(1, 1, 2), new long[] {(height + below) / 2, (width + right) / 2});
          Tensor y = code(luma, LUMA_STEPS, factors).add(new Scalar(128f));
          Tensor c = code(chroma, CHROMA_STEPS, factors);
          Tensor full =
              c.repeat_interleave(2, new LongOptional(2), new LongOptional())
                  .repeat_interleave(2, new LongOptional(3), new LongOptional());
          Tensor rgb = mix(torch.cat(new TensorVector(y, full), 1), TO_RGB);
          return Tensors.clamp(rgb, 0, 255)
              .div(new Scalar(255f))
              .narrow(2, 0, height)
              .narrow(3, 0, width)
              .contiguous();
        });
  }

  /** The scale of the quantisation tables: 50/q below 50, else 2 - q/50. */
  static double factor(double quality) {
    if (!(quality > 0 && quality <= 100)) {
      throw new IllegalArgumentException("JPEG quality must be in (0, 100], not " + quality);
    }
    return quality < 50 ? 50 / quality : 2 - quality / 50;
  }

  private static Tensor factors(long n, double[] quality) {
    float[] factors = new float[(int) n];
    for (int i = 0; i < n; i++) {
      factors[i] = (float) factor(quality[quality.length == 1 ? 0 : i]);
    }
    return Tensors.of(factors, n, 1, 1, 1);
  }

  private static Tensor mix(Tensor image, float[] matrix) {
    Tensor flat = image.flatten(2, -1);
    return Tensors.of(matrix, 3, 3).matmul(flat).view(Tensors.shape(image));
  }

  /**
   * Transforms, quantises and restores the 8x8 blocks of [N, C, h, w]. The transforms are
   * convolutions, because the matrix product of the engine starts a thread pool of its own.
   */
  private static Tensor code(Tensor plane, float[] table, Tensor factors) {
    int side = BLOCK * BLOCK;
    Tensor basis = Tensors.of(BASIS, side, 1, BLOCK, BLOCK);
    Tensor back = basis.view(1, side, side).transpose(1, 2).reshape(side, side, 1, 1);
    long n = plane.size(0);
    long c = plane.size(1);
    Tensor steps =
        Tensors.of(table, 1, side, 1, 1)
            .mul(factors.repeat_interleave(c, new LongOptional(0), new LongOptional()));
    Tensor levels =
        torch
            .conv2d(
                plane.reshape(n * c, 1, plane.size(2), plane.size(3)),
                basis,
                new TensorOptional(),
                new long[] {BLOCK, BLOCK},
                new long[] {0, 0},
                new long[] {1, 1},
                1)
            .div(steps)
            .round();
    return torch
        .pixel_shuffle(torch.conv2d(levels.mul(steps), back), BLOCK)
        .view(Tensors.shape(plane));
  }

  /** Row (u, v), column (x, y): the orthonormal 2-D DCT-II as one matrix. */
  private static float[] basis() {
    float[] matrix = new float[BLOCK * BLOCK * BLOCK * BLOCK];
    for (int u = 0; u < BLOCK; u++) {
      for (int v = 0; v < BLOCK; v++) {
        for (int x = 0; x < BLOCK; x++) {
          for (int y = 0; y < BLOCK; y++) {
            matrix[((u * BLOCK + v) * BLOCK + x) * BLOCK + y] = (float) (wave(u, x) * wave(v, y));
          }
        }
      }
    }
    return matrix;
  }

  private static double wave(int frequency, int place) {
    double scale = frequency == 0 ? Math.sqrt(0.125) : 0.5;
    return scale * Math.cos((2 * place + 1) * frequency * Math.PI / 16);
  }

  private static float[] lumaTable() {
    float[] table = new float[BLOCK * BLOCK];
    for (int i = 0; i < table.length; i++) {
      table[i] = LUMA[i % BLOCK][i / BLOCK];
    }
    return table;
  }

  private static float[] chromaTable() {
    float[] table = new float[BLOCK * BLOCK];
    for (int i = 0; i < table.length; i++) {
      int row = i % BLOCK;
      int column = i / BLOCK;
      table[i] = row < 4 && column < 4 ? CHROMA_CORNER[row][column] : CHROMA_REST;
    }
    return table;
  }
}
