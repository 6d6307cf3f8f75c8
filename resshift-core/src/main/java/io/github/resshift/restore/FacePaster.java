package io.github.resshift.restore;

import io.github.resshift.face.Face;
import io.github.resshift.face.FaceTemplate;
import io.github.resshift.face.Similarity;
import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Restores the faces of a whole photograph: each is brought to the place and size that the model
 * knows, restored, brought back and laid over the picture with a soft rim. Every face is cut out of
 * the picture as it was, so neighbours do not change each other; the rest of the picture stays as
 * it is, bit for bit. Thread-safe; the restorer stays the caller's.
 */
public final class FacePaster {
  /** Side of the crops that the published face model was trained on. */
  public static final int SIDE = FaceTemplate.SIDE;

  /** Longer side of a box to side of its crop: aligned crops show hair and chin with room. */
  private static final double ROOM = 1.6;

  /** Pixels that are laid over the picture at a time; bounds the memory for large faces. */
  private static final int BAND = 2_000_000;

  private final Restorer restorer;

  /** Restores with the face model of {@code restorer}. */
  public FacePaster(Restorer restorer) {
    this.restorer = restorer;
  }

  /**
   * The picture with the faces in boxes restored. They are not turned upright.
   *
   * @param boxes around the faces, hair line to chin
   * @throws io.github.resshift.ResShiftException if a box lies outside of the picture
   * @throws CancelledException if the listener asks for it
   */
  public Picture restore(Picture picture, List<Box> boxes, RestoreListener listener) {
    boxes.forEach(box -> box.within(picture.width(), picture.height()));
    return paste(picture, boxes.stream().map(FacePaster::around).toList(), picture, listener);
  }

  /**
   * The picture with the faces that were found in it restored, turned upright for it.
   *
   * @throws CancelledException if the listener asks for it
   */
  public Picture restoreFound(Picture picture, List<Face> faces, RestoreListener listener) {
    return restoreInto(picture, faces, picture, listener);
  }

  /**
   * A larger version of a picture with the faces that were found in the small one: they are
   * restored from the small picture, which is what the model knows, and laid over the large one.
   *
   * @param large the same picture in another size
   * @throws CancelledException if the listener asks for it
   */
  public Picture restoreInto(
      Picture picture, List<Face> faces, Picture large, RestoreListener listener) {
    return paste(picture, faces.stream().map(FaceTemplate::toPicture).toList(), large, listener);
  }

  /** The square around the middle of a box, as a map from positions in its crop. */
  private static Similarity around(Box face) {
    int side = (int) Math.max(1, Math.round(ROOM * Math.max(face.width(), face.height())));
    int left = face.left() + (face.width() - side) / 2;
    int top = face.top() + (face.height() - side) / 2;
    return Similarity.scaleAndMove((double) side / SIDE, left, top);
  }

  private Picture paste(
      Picture picture, List<Similarity> crops, Picture large, RestoreListener listener) {
    // Sides are rounded to whole pixels, so the two ratios may differ by a hair.
    double growth =
        Math.sqrt(
            ((double) large.width() / picture.width())
                * ((double) large.height() / picture.height()));
    Similarity grow = Similarity.scaleAndMove(growth, 0, 0);
    FacePlaces places = new FacePlaces(crops.stream().map(crop -> crop.then(grow)).toList(), SIDE);
    Engine.start();
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Tensor canvas = Pixels.rgb(large);
      for (int i = 0; i < crops.size(); i++) {
        try (var one = Scope.open()) {
          Tensor crop = Warp.cut(picture, crops.get(i), SIDE);
          Picture restored =
              restorer.restore(
                  Pixels.picture(crop, null, picture.depth(), picture.gray()),
                  new PartListener(listener, i, crops.size()));
          lay(Pixels.rgb(restored), i, places, large, canvas);
        }
      }
      return Pixels.picture(canvas, Pixels.alpha(large), large.depth(), large.gray());
    }
  }

  private static void lay(
      Tensor restored, int face, FacePlaces places, Picture large, Tensor canvas) {
    Box all = places.bounds(face).within(large.width(), large.height());
    int rows = Math.max(1, BAND / all.width());
    for (int from = 0; from < all.height(); from += rows) {
      try (var scope = Scope.open()) {
        Box band =
            new Box(all.left(), all.top() + from, all.width(), Math.min(rows, all.height() - from));
        Similarity toCrop =
            Similarity.scaleAndMove(1, band.left(), band.top())
                .then(places.toPicture().get(face).inverse());
        Tensor over =
            Tensors.clamp(Warp.apply(restored, toCrop, band.height(), band.width()), 0, 1);
        Tensor under = Pixels.rgb(large, band.top(), band.left(), band.height(), band.width());
        canvas
            .narrow(2, band.top(), band.height())
            .narrow(3, band.left(), band.width())
            .add_(over.sub(under).mul(places.weight(face, band)));
      }
    }
  }
}
