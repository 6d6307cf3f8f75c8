package io.github.resshift.degrade;

import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/** The same square out of both pictures of a pair; thread-safe. */
final class PairedCrop {
  private PairedCrop() {}

  /**
   * Crops at a random place of the low-quality picture; the row is drawn before the column.
   *
   * @param gtSize side length in the clean picture; divides by the ratio of the pictures
   */
  public static Pair draw(Pair pair, int gtSize, Draws draws) {
    int scale = scale(pair);
    int size = gtSize / scale;
    int top = draws.integer("crop_top", 0, (int) pair.lq().size(2) - size);
    int left = draws.integer("crop_left", 0, (int) pair.lq().size(3) - size);
    return at(pair, gtSize, top, left);
  }

  /** Crops at a given place of the low-quality picture. */
  public static Pair at(Pair pair, int gtSize, int top, int left) {
    int scale = scale(pair);
    if (gtSize % scale != 0) {
      throw new IllegalArgumentException(
          "a crop of " + gtSize + " does not divide by the scale " + scale);
    }
    return new Pair(
        square(pair.gt(), gtSize, top * scale, left * scale),
        square(pair.lq(), gtSize / scale, top, left));
  }

  private static int scale(Pair pair) {
    return (int) (pair.gt().size(2) / pair.lq().size(2));
  }

  private static Tensor square(Tensor image, int size, int top, int left) {
    return Scope.keep(() -> image.narrow(2, top, size).narrow(3, left, size).contiguous().clone());
  }
}
