package io.github.resshift.restore;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Replaces colours that alpha hides by those that can be seen next to them. A network would
 * otherwise mix the hidden ones into the visible rim, as every filter does that does not weigh
 * colours with alpha. Where alpha is not tiny, nothing changes.
 *
 * <p>The weighted mean of growing surroundings, sum(alpha * colour) / sum(alpha), is premultiplied
 * filtering; its reach is {@link #REACH} pixels, so parts of a picture can be worked on with so
 * much more around them. Farther inside hidden areas everything is gray.
 */
final class HiddenColours {
  /** Radii of the surroundings: the smallest with something visible in it counts. */
  private static final int[] RADII = {1, 2, 4, 8, 16, 32};

  /** Pixels at this distance still have an influence. */
  static final int REACH = 32;

  /** Colours count fully from this alpha on; below, 8-bit files hold little but rounding. */
  private static final double VISIBLE = 8 / 255.0;

  /** Less of a surrounding than a hundredth of a level of one pixel is nothing. */
  private static final double NOTHING = 1e-5;

  private HiddenColours() {}

  /**
   * Fills hidden colours.
   *
   * @param rgb [1, 3, h, w] in [0, 1]
   * @param alpha [1, 1, h, w] in [0, 1], or null
   * @return a tensor in the open scope; {@code rgb} itself if everything is visible
   */
  static Tensor fill(Tensor rgb, Tensor alpha) {
    if (alpha == null || alpha.min().item_float() >= VISIBLE) {
      return rgb;
    }
    return Scope.keep(
        () -> {
          Tensor seen = torch.cat(new TensorVector(rgb.mul(alpha), alpha), 1);
          Tensor filled = torch.full_like(rgb, new Scalar(0.5));
          for (int i = RADII.length - 1; i >= 0; i--) {
            Tensor mean = box(box(seen, RADII[i], 1), RADII[i], 0);
            Tensor weight = mean.narrow(1, 3, 1);
            Tensor colour = mean.narrow(1, 0, 3).div(Tensors.clamp(weight, NOTHING, 1));
            filled = torch.where(weight.gt(new Scalar(NOTHING)), colour, filled);
          }
          Tensor own = Tensors.clamp(alpha.div(new Scalar(VISIBLE)), 0, 1);
          Tensor rest = own.neg().add(new Scalar(1));
          return Tensors.clamp(rgb.mul(own).add(filled.mul(rest)), 0, 1);
        });
  }

  /** Mean of 2 radius + 1 pixels along one axis; zeros, which weigh nothing, lie outside. */
  private static Tensor box(Tensor picture, int radius, int axis) {
    long side = 2L * radius + 1;
    long[] window = axis == 1 ? new long[] {1, side} : new long[] {side, 1};
    long[] padding = axis == 1 ? new long[] {0, radius} : new long[] {radius, 0};
    return torch.avg_pool2d(
        picture, window, new long[] {1, 1}, padding, false, true, new LongOptional());
  }
}
