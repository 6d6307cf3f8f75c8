package io.github.resshift.face;

import java.util.List;

/** Where a face lies in the aligned crops that face models are trained on. */
public final class FaceTemplate {
  /** Side of an aligned crop in pixels. */
  public static final int SIDE = 512;

  /**
   * The landmarks in an aligned crop. Measured: the means of what {@link FaceDetector} finds in
   * published aligned crops, mirrored and averaged so that both halves are the same.
   */
  public static final List<Point> LANDMARKS =
      List.of(
          new Point(192, 240),
          new Point(320, 240),
          new Point(256, 314),
          new Point(200, 372),
          new Point(312, 372));

  /** What the last network likes best to see of an aligned crop: the face and hardly more. */
  private static final Similarity CLOSE_UP = Similarity.scaleAndMove(330, 256 - 165, 270 - 165);

  private FaceTemplate() {}

  /** From positions in an aligned crop to positions in the picture of the face. */
  public static Similarity toPicture(Face face) {
    return Similarity.fit(LANDMARKS, face.landmarks());
  }

  /** Where the unit square comes to lie when it shows the face upright and close. */
  static Similarity closeUp(List<Point> landmarks) {
    return CLOSE_UP.then(Similarity.fit(LANDMARKS, landmarks));
  }
}
