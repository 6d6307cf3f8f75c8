package io.github.resshift.restore;

import io.github.resshift.tensor.CubicResize;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Iterative back-projection (Irani and Peleg 1991): a result is corrected until reducing it gives
 * the input again. Reducing is {@link CubicResize}, on stored (gamma-encoded) values; what is
 * missing is enlarged by the same and added. Works on the whole picture at once and needs room for
 * three more pictures of the result's size in float32.
 */
final class Consistency {
  /** Root mean square that may be left, in the range [0, 1]: half a level of 8 bits, 54 dB. */
  private static final double ENOUGH = 0.5 / 255;

  private static final int MOST_ROUNDS = 60;

  private Consistency() {}

  /**
   * The nearest result, as far as the rounds lead, that agrees with the input.
   *
   * @param result [1, 3, H, W] in [0, 1], float32 CPU
   * @param input [1, 3, h, w] in [0, 1], float32 CPU, not larger than the result
   * @param weight [1, 1, h, w]: how much each pixel of the input counts, or null for all alike
   * @return [1, 3, H, W] in [0, 1]
   */
  static Tensor apply(Tensor result, Tensor input, Tensor weight) {
    return Scope.keep(
        () -> {
          Tensor x = Tensors.clamp(result, 0, 1);
          for (int round = 0; round < MOST_ROUNDS && correct(x, input, weight); round++) {
            x.clamp_(low(), high());
          }
          return x;
        });
  }

  /** Adds what reducing {@code x} misses; false, and nothing added, if that is little enough. */
  private static boolean correct(Tensor x, Tensor input, Tensor weight) {
    try (var scope = Scope.open()) {
      Tensor missing = input.sub(reduced(x, input));
      if (weight != null) {
        missing = missing.mul(weight);
      }
      if (Math.sqrt(Tensors.item(missing.mul(missing).mean())) <= ENOUGH) {
        return false;
      }
      x.add_(CubicResize.toSize(missing, (int) x.size(2), (int) x.size(3)));
      return true;
    }
  }

  /** The picture at the size of {@code like}: what consistency is measured against. */
  static Tensor reduced(Tensor picture, Tensor like) {
    return CubicResize.toSize(picture, (int) like.size(2), (int) like.size(3));
  }

  private static org.bytedeco.pytorch.ScalarOptional low() {
    return new org.bytedeco.pytorch.ScalarOptional(new Scalar(0));
  }

  private static org.bytedeco.pytorch.ScalarOptional high() {
    return new org.bytedeco.pytorch.ScalarOptional(new Scalar(1));
  }
}
