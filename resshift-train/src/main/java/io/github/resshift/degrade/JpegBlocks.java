package io.github.resshift.degrade;

/**
 * The block transform and quantisation of JPEG on one plane. The plain loops are several times
 * faster than tensor operations on pictures of training size, and start no threads.
 */
final class JpegBlocks {
  static final int BLOCK = 8;
  private static final int AREA = BLOCK * BLOCK;

  /** Row u, column x: the orthonormal DCT-II. */
  private static final float[] WAVES = waves();

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

  private JpegBlocks() {}

  /** The transposed luma table times a factor. */
  static float[] lumaSteps(float factor) {
    float[] steps = new float[AREA];
    for (int i = 0; i < AREA; i++) {
      steps[i] = LUMA[i % BLOCK][i / BLOCK] * factor;
    }
    return steps;
  }

  /** The transposed chroma table times a factor. */
  static float[] chromaSteps(float factor) {
    float[] steps = new float[AREA];
    for (int i = 0; i < AREA; i++) {
      int row = i % BLOCK;
      int column = i / BLOCK;
      steps[i] = (row < 4 && column < 4 ? CHROMA_CORNER[row][column] : CHROMA_REST) * factor;
    }
    return steps;
  }

  /**
   * Transforms, quantises (half to even) and restores every 8x8 block in place.
   *
   * @param plane values around 0, row-major; both sides divide by 8
   * @param steps 64 quantisation steps, row-major
   */
  static void code(float[] plane, int width, float[] steps) {
    int height = plane.length / width;
    float[] block = new float[AREA];
    float[] half = new float[AREA];
    for (int top = 0; top < height; top += BLOCK) {
      for (int left = 0; left < width; left += BLOCK) {
        for (int y = 0; y < BLOCK; y++) {
          System.arraycopy(plane, (top + y) * width + left, block, y * BLOCK, BLOCK);
        }
        transform(block, half);
        for (int i = 0; i < AREA; i++) {
          block[i] = (float) Math.rint(block[i] / steps[i]) * steps[i];
        }
        restore(block, half);
        for (int y = 0; y < BLOCK; y++) {
          System.arraycopy(block, y * BLOCK, plane, (top + y) * width + left, BLOCK);
        }
      }
    }
  }

  /** block = W block W^T. */
  private static void transform(float[] block, float[] half) {
    for (int u = 0; u < BLOCK; u++) {
      for (int x = 0; x < BLOCK; x++) {
        float sum = 0;
        for (int y = 0; y < BLOCK; y++) {
          sum += WAVES[u * BLOCK + y] * block[y * BLOCK + x];
        }
        half[u * BLOCK + x] = sum;
      }
    }
    for (int u = 0; u < BLOCK; u++) {
      for (int v = 0; v < BLOCK; v++) {
        float sum = 0;
        for (int x = 0; x < BLOCK; x++) {
          sum += half[u * BLOCK + x] * WAVES[v * BLOCK + x];
        }
        block[u * BLOCK + v] = sum;
      }
    }
  }

  /** block = W^T block W. */
  private static void restore(float[] block, float[] half) {
    for (int y = 0; y < BLOCK; y++) {
      for (int v = 0; v < BLOCK; v++) {
        float sum = 0;
        for (int u = 0; u < BLOCK; u++) {
          sum += WAVES[u * BLOCK + y] * block[u * BLOCK + v];
        }
        half[y * BLOCK + v] = sum;
      }
    }
    for (int y = 0; y < BLOCK; y++) {
      for (int x = 0; x < BLOCK; x++) {
        float sum = 0;
        for (int v = 0; v < BLOCK; v++) {
          sum += half[y * BLOCK + v] * WAVES[v * BLOCK + x];
        }
        block[y * BLOCK + x] = sum;
      }
    }
  }

  private static float[] waves() {
    float[] waves = new float[AREA];
    for (int u = 0; u < BLOCK; u++) {
      double scale = u == 0 ? Math.sqrt(0.125) : 0.5;
      for (int x = 0; x < BLOCK; x++) {
        waves[u * BLOCK + x] = (float) (scale * Math.cos((2 * x + 1) * u * Math.PI / 16));
      }
    }
    return waves;
  }
}
