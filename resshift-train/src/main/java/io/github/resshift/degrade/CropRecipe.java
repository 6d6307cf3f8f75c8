package io.github.resshift.degrade;

import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/**
 * How the published training takes a clean crop from a picture: flips, padding by reflection to the
 * crop size, a random crop, and perhaps a reduction by area to the training size.
 *
 * @param cropSize side length of the crop
 * @param gtSize side length after rescaling
 * @param flip whether pictures may be mirrored left to right
 * @param rotate whether they may be mirrored top to bottom and transposed
 * @param rescale whether the crop is as large as the picture allows and is then rescaled
 */
record CropRecipe(int cropSize, int gtSize, boolean flip, boolean rotate, boolean rescale) {
  /**
   * Draws a crop.
   *
   * @param image float32 CPU [1, 3, H, W]
   * @return [1, 3, s, s]: s is {@code gtSize} with rescaling, else {@code cropSize}
   */
  public Tensor apply(Tensor image, Draws draws) {
    return Scope.keep(
        () -> {
          Tensor turned = augment(image, flip, rotate, draws);
          long height = turned.size(2);
          long width = turned.size(3);
          long side = rescale ? Math.max(cropSize, Math.min(height, width)) : cropSize;
          Tensor wide =
              Interpolate.reflectPad(turned, Math.max(0, side - width), Math.max(0, side - height));
          if (wide.size(2) > side || wide.size(3) > side) {
            int top = draws.integer("crop_top", 0, (int) (wide.size(2) - side));
            int left = draws.integer("crop_left", 0, (int) (wide.size(3) - side));
            wide = wide.narrow(2, top, side).narrow(3, left, side);
          }
          if (rescale && side != gtSize) {
            return AreaResize.apply(wide.contiguous(), gtSize, gtSize);
          }
          return wide.contiguous().clone();
        });
  }

  /** Mirrors and transposes [N, C, H, W] as drawn; what is not allowed is not drawn. */
  static Tensor augment(Tensor image, boolean flip, boolean rotate, Draws draws) {
    boolean mirrored = flip && draws.chance("hflip", 0.5);
    boolean upsideDown = rotate && draws.chance("vflip", 0.5);
    boolean transposed = rotate && draws.chance("rot90", 0.5);
    Tensor out = mirrored ? image.flip(3) : image;
    out = upsideDown ? out.flip(2) : out;
    return transposed ? out.transpose(2, 3) : out;
  }
}
