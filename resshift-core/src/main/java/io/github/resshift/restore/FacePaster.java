package io.github.resshift.restore;

import io.github.resshift.image.Picture;
import io.github.resshift.tensor.CubicResize;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Restores the faces of a whole photograph: each is cut out as a square, brought to the size that
 * the model knows, restored, brought back and laid over the picture with a soft rim. Faces are not
 * turned upright. The rest of the picture stays as it is, bit for bit. Thread-safe; the restorer
 * stays the caller's.
 */
public final class FacePaster {
  /** Side of the crops that the published face model was trained on. */
  public static final int SIDE = 512;

  /** Longer side of a box to side of its crop: aligned crops show hair and chin with room. */
  private static final double ROOM = 1.6;

  /** Part of a crop's side that is soft at each rim. */
  private static final double RIM = 0.125;

  private final Restorer restorer;

  /** Restores with the face model of {@code restorer}. */
  public FacePaster(Restorer restorer) {
    this.restorer = restorer;
  }

  /**
   * The picture with its faces restored.
   *
   * @param faces boxes around the faces, hair line to chin; later ones lie over earlier ones
   * @throws io.github.resshift.ResShiftException if a box lies outside of the picture
   * @throws CancelledException if the listener asks for it
   */
  public Picture restore(Picture picture, List<Box> faces, RestoreListener listener) {
    faces.forEach(face -> face.within(picture.width(), picture.height()));
    Engine.start();
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Tensor canvas = Pixels.rgb(picture);
      for (int i = 0; i < faces.size(); i++) {
        try (var one = Scope.open()) {
          paste(canvas, faces.get(i), picture, new PartListener(listener, i, faces.size()));
        }
      }
      return Pixels.picture(canvas, Pixels.alpha(picture), picture.depth(), picture.gray());
    }
  }

  private void paste(Tensor canvas, Box face, Picture picture, RestoreListener listener) {
    int side = (int) Math.max(1, Math.round(ROOM * Math.max(face.width(), face.height())));
    int left = face.left() + (face.width() - side) / 2;
    int top = face.top() + (face.height() - side) / 2;
    Tensor crop = CubicResize.toSize(square(canvas, left, top, side), SIDE, SIDE);
    Picture restored =
        restorer.restore(Pixels.picture(crop, null, picture.depth(), picture.gray()), listener);
    Tensor small = Tensors.clamp(CubicResize.toSize(Pixels.rgb(restored), side, side), 0, 1);
    Box seen = new Box(left, top, side, side).within(picture.width(), picture.height());
    Tensor under = part(canvas, seen.left(), seen.top(), seen);
    Tensor over = part(small, seen.left() - left, seen.top() - top, seen);
    Tensor weight = part(weights(side), seen.left() - left, seen.top() - top, seen);
    under.add_(over.sub(under).mul(weight));
  }

  /** A square of the picture, which goes on by reflection beyond its borders. */
  private static Tensor square(Tensor picture, int left, int top, int side) {
    long width = picture.size(3);
    long height = picture.size(2);
    long before = Math.max(0, -left);
    long above = Math.max(0, -top);
    Tensor padded =
        Interpolate.reflectPad(
            picture,
            before,
            Math.max(0, left + side - width),
            above,
            Math.max(0, top + side - height));
    return padded.narrow(2, top + above, side).narrow(3, left + before, side).contiguous();
  }

  private static Tensor part(Tensor tensor, int left, int top, Box size) {
    return tensor.narrow(2, top, size.height()).narrow(3, left, size.width());
  }

  /** 1 in the middle, 0 at the rim, smooth between. */
  private static Tensor weights(int side) {
    float[] ramp = new float[side];
    double rim = Math.max(1, RIM * side);
    for (int i = 0; i < side; i++) {
      double inside = Math.min(1, Math.min(i, side - 1 - i) / rim);
      ramp[i] = (float) (0.5 - 0.5 * Math.cos(Math.PI * inside));
    }
    return Tensors.of(ramp, 1, 1, side, 1).mul(Tensors.of(ramp, 1, 1, 1, side));
  }
}
