package io.github.resshift.weights;

import io.github.resshift.tensor.Tensors;
import java.util.Arrays;

/**
 * A tensor as a checkpoint describes it: a strided view into a storage. Lengths, offset and strides
 * count elements.
 */
record StoredTensor(Storage storage, long offset, long[] shape, long[] strides) {
  private static final int MAX_DIMENSIONS = 32;
  private static final long MAX_REPEATED_ELEMENTS = 1L << 26;

  /** A block of elements under the name by which the container knows it. */
  record Storage(StorageType type, String key, long length) {
    /**
     * Size in bytes.
     *
     * @throws ArithmeticException if it does not fit into a long
     */
    long bytes() {
      return Math.multiplyExact(length, (long) type.elementBytes());
    }
  }

  /**
   * Checks that the view stays inside its storage.
   *
   * @throws IllegalArgumentException with a reason that completes "the file is damaged: ..."
   */
  StoredTensor {
    if (shape.length != strides.length || shape.length > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "a tensor has " + shape.length + " dimensions and " + strides.length + " strides");
    }
    if (offset < 0 || anyNegative(shape) || anyNegative(strides)) {
      throw new IllegalArgumentException("a tensor has a negative size, stride or offset");
    }
    try {
      long count = 1;
      long last = 0;
      for (int i = 0; i < shape.length; i++) {
        count = Math.multiplyExact(count, shape[i]);
        last = Math.addExact(last, Math.multiplyExact(Math.max(shape[i] - 1, 0), strides[i]));
      }
      long end = count == 0 ? offset : Math.addExact(Math.addExact(offset, last), 1);
      if (end > storage.length()) {
        throw new IllegalArgumentException(
            "a tensor of shape " + Arrays.toString(shape) + " reaches beyond its storage");
      }
      if (count > storage.length() && count > MAX_REPEATED_ELEMENTS) {
        throw new IllegalArgumentException(
            "a tensor repeats its few stored values " + count + " times");
      }
      Math.multiplyExact(count, (long) storage.type().elementBytes());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the size of a tensor does not fit into 64 bits", e);
    }
  }

  /** Number of elements. */
  long count() {
    return Tensors.count(shape);
  }

  /** Elements from {@link #offset} to the last one that the view reaches, both included. */
  long extent() {
    if (count() == 0) {
      return 0;
    }
    long last = 0;
    for (int i = 0; i < shape.length; i++) {
      last += (shape[i] - 1) * strides[i];
    }
    return last + 1;
  }

  private static boolean anyNegative(long[] values) {
    return Arrays.stream(values).anyMatch(v -> v < 0);
  }
}
