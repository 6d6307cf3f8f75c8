package io.github.resshift.degrade;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Continuation of pictures beyond their borders, by any width; thread-safe. */
final class Borders {
  private Borders() {}

  /**
   * Reflects about the border pixels (which are not repeated), again and again where the padding is
   * wider than the picture; a side of one pixel is repeated.
   *
   * @param image [N, C, H, W]
   */
  static Tensor reflect(Tensor image, int left, int right, int top, int bottom) {
    return Scope.keep(
        () -> {
          Tensor rows = along(image, 2, top, bottom);
          Tensor both = along(rows, 3, left, right);
          return both == image ? image.clone() : both;
        });
  }

  private static Tensor along(Tensor image, int dimension, int before, int after) {
    if (before == 0 && after == 0) {
      return image;
    }
    int size = (int) image.size(dimension);
    long[] index = new long[before + size + after];
    for (int i = 0; i < index.length; i++) {
      index[i] = mirrored(i - before, size);
    }
    return image.index_select(dimension, Tensors.of(index, index.length));
  }

  /** The pixel of a line of {@code size} that stands at {@code i} after reflection. */
  static int mirrored(int i, int size) {
    if (size == 1) {
      return 0;
    }
    int period = 2 * (size - 1);
    int place = Math.floorMod(i, period);
    return place < size ? place : period - place;
  }
}
