package io.github.resshift.nn;

import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Cutting a feature map into attention windows and the tables that belong to a window. Token n of a
 * window is its pixel (row n div w, column n mod w).
 */
final class Windows {
  /** Added to the attention of tokens that are not neighbours before the roll. */
  private static final float APART = -100;

  private Windows() {}

  /** [N, H, W, C] to [N * windows, w * w, C]; H and W are multiples of w. */
  static Tensor partition(Tensor x, int window) {
    long n = x.size(0);
    long h = x.size(1);
    long w = x.size(2);
    long c = x.size(3);
    return x.reshape(n, h / window, window, w / window, window, c)
        .permute(0, 1, 3, 2, 4, 5)
        .reshape(n * (h / window) * (w / window), (long) window * window, c);
  }

  /** The inverse of {@link #partition}. */
  static Tensor merge(Tensor windows, int window, long h, long w) {
    long c = windows.size(2);
    long n = windows.size(0) / ((h / window) * (w / window));
    return windows
        .view(n, h / window, w / window, window, window, c)
        .permute(0, 1, 3, 2, 4, 5)
        .reshape(n, h, w, c);
  }

  /** [w*w, w*w] int64: row of the bias table for each pair of tokens. */
  static Tensor relativePositionIndex(int window) {
    int tokens = window * window;
    long[] index = new long[tokens * tokens];
    for (int a = 0; a < tokens; a++) {
      for (int b = 0; b < tokens; b++) {
        int dy = a / window - b / window + window - 1;
        int dx = a % window - b % window + window - 1;
        index[a * tokens + b] = (long) dy * (2 * window - 1) + dx;
      }
    }
    return Tensors.of(index, tokens, tokens);
  }

  /**
   * The mask of shifted windows for an actual size (docs/method.md section 9, items 1 and 2).
   * Inside a window it is indexed transposed, and only bands of rows are told apart, not bands of
   * columns: the published weights were trained so, and the {@code attn_mask} buffers in their
   * files show it.
   *
   * @return [windows, w*w, w*w] float32 of 0 and -100
   */
  static Tensor shiftMask(int height, int width, int window, int shift) {
    int rows = height / window;
    int columns = width / window;
    int tokens = window * window;
    float[] mask = new float[Math.multiplyExact(rows * columns, tokens * tokens)];
    int[] region = new int[tokens];
    for (int w = 0; w < rows * columns; w++) {
      for (int n = 0; n < tokens; n++) {
        int y = w / columns * window + n % window;
        region[n] = band(y, height, window, shift);
      }
      for (int a = 0; a < tokens; a++) {
        for (int b = 0; b < tokens; b++) {
          mask[(w * tokens + a) * tokens + b] = region[a] == region[b] ? 0 : APART;
        }
      }
    }
    return Tensors.of(mask, (long) rows * columns, tokens, tokens);
  }

  private static int band(int position, int length, int window, int shift) {
    return position < length - window ? 0 : position < length - shift ? 1 : 2;
  }
}
