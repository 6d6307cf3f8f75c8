package io.github.resshift.metric;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * Gradient energy of one picture, without a reference: the root mean square of the difference of
 * neighbouring luma values, in levels of 255 a pixel. Detail and noise both raise it, so it tells
 * sharp from blurred only together with a measure of fidelity. Thread-safe.
 */
public final class Sharpness {
  private Sharpness() {}

  /**
   * sqrt(mean(dx^2) + mean(dy^2)) of the unrounded luma.
   *
   * @param rgb [1, 3, h, w] with at least 2x2 pixels after the border is cut
   * @param border pixels that are cut from every side first
   */
  public static double of(Tensor rgb, int border) {
    try (var scope = Scope.open()) {
      Tensor luma = Luma.levels(rgb, Channels.Y_UNROUNDED, border);
      long height = luma.size(2);
      long width = luma.size(3);
      if (luma.size(0) != 1 || height < 2 || width < 2) {
        throw new IllegalArgumentException(
            "sharpness needs one picture of at least 2x2 pixels, not "
                + java.util.Arrays.toString(Tensors.shape(luma)));
      }
      Tensor dx = luma.narrow(3, 1, width - 1).sub(luma.narrow(3, 0, width - 1));
      Tensor dy = luma.narrow(2, 1, height - 1).sub(luma.narrow(2, 0, height - 1));
      return Math.sqrt(Tensors.item(dx.square().mean()) + Tensors.item(dy.square().mean()));
    }
  }
}
