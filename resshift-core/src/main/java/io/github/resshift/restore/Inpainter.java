package io.github.resshift.restore;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Fills holes of pictures. Pixels that are neither in the (grown) hole nor in its soft rim are
 * those of the input, bit for bit. Thread-safe; the restorer stays the caller's.
 */
public final class Inpainter {
  private final Restorer restorer;
  private final int dilate;
  private final int feather;

  /**
   * Fills with the inpainting model of {@code restorer}.
   *
   * @param dilate pixels by which holes grow first, so that their rims are filled too; 0 or more
   * @param feather pixels around the hole that are filled as well and fade into the input; 0, where
   *     the hole ends sharply, or more
   */
  public Inpainter(Restorer restorer, int dilate, int feather) {
    if (dilate < 0 || feather < 0) {
      throw new IllegalArgumentException(
          "dilate and feather must not be negative: " + dilate + " and " + feather);
    }
    this.restorer = restorer;
    this.dilate = dilate;
    this.feather = feather;
  }

  /**
   * Fills the hole of a picture; without a hole the picture itself is the result. Alpha is kept as
   * it is.
   *
   * @throws ResShiftException if mask and picture differ in size
   * @throws CancelledException if the listener asks for it
   */
  public Picture fill(Picture picture, HoleMask hole, RestoreListener listener) {
    if (hole.width() != picture.width() || hole.height() != picture.height()) {
      throw new ResShiftException(
          "The mask is %dx%d, but the picture is %dx%d; both must have the same size."
              .formatted(hole.width(), hole.height(), picture.width(), picture.height()));
    }
    if (hole.isEmpty()) {
      return picture;
    }
    HoleMask sure = hole.grown(dilate);
    // The network fills the rim too: what it makes there can then fade into what is known.
    Picture filled = restorer.inpaint(picture, sure.grown(feather).toPicture(), listener);
    return feather == 0 ? filled : mixed(filled, picture, sure.weights(feather));
  }

  private static Picture mixed(Picture filled, Picture picture, float[] weights) {
    Engine.start();
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Tensor share = Tensors.of(weights, 1, 1, picture.height(), picture.width());
      Tensor rest = share.neg().add(new Scalar(1));
      Tensor rgb = Pixels.rgb(filled).mul(share).add(Pixels.rgb(picture).mul(rest));
      return Pixels.picture(rgb, Pixels.alpha(filled), picture.depth(), picture.gray());
    }
  }
}
