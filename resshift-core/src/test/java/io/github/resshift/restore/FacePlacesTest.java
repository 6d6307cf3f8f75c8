package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.catalog.Task;
import io.github.resshift.face.Face;
import io.github.resshift.face.FaceTemplate;
import io.github.resshift.face.Similarity;
import io.github.resshift.image.Picture;
import io.github.resshift.tensor.CubicResize;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faces cut out, turned, and laid back. */
class FacePlacesTest {
  private static final int SIDE = FacePaster.SIDE;

  @TempDir static Path folder;

  @Test
  void warpMovesTurnsAndReducesAsItSays() {
    try (var scope = Scope.open()) {
      Tensor picture = waves(40, 60);
      Tensor same = Warp.apply(picture, Similarity.scaleAndMove(1, 0, 0), 40, 60);
      assertThat(Tensors.maxAbsDifference(same, picture)).isLessThan(1e-5);
      // A pixel (x, y) of the result shows (60 - y, x) of the picture: a quarter turn.
      Tensor turned = Warp.apply(picture, new Similarity(0, 1, 60, 0), 60, 40);
      Tensor expected = picture.flip(3).transpose(2, 3);
      assertThat(Tensors.maxAbsDifference(turned, expected)).isLessThan(1e-4);
      Tensor small = Warp.apply(picture, Similarity.scaleAndMove(4, 0, 0), 10, 15);
      Tensor resized = CubicResize.toSize(picture, 10, 15);
      assertThat(Tensors.maxAbsDifference(small, resized)).isLessThan(1e-5);
    }
  }

  @Test
  void aCropReadsOnlyWhatItNeedsAndIsTheSameAsFromTheWhole() {
    try (var scope = Scope.open()) {
      Picture picture = Pixels.picture(waves(300, 400), null, 16, false);
      for (Similarity map :
          List.of(
              new Similarity(0.2, 0.1, 150, 90),
              new Similarity(1.9, -0.6, -40, 30),
              new Similarity(0.5, 0.2, 250, 150))) {
        Tensor part = Warp.cut(picture, map, 128);
        Tensor whole = Warp.apply(Pixels.rgb(picture), map, 128, 128);
        // A reduction starts at another pixel of the part, so its samples lie elsewhere.
        assertThat(Tensors.maxAbsDifference(part, whole)).isLessThan(0.02);
      }
    }
  }

  @Test
  void aFaceThatIsNotChangedLeavesThePictureAsItWas() {
    try (var scope = Scope.open()) {
      Picture picture = Pixels.picture(waves(500, 600), null, 16, false);
      for (Similarity map :
          List.of(
              new Similarity(0.6, 0.25, 160, 60), // smaller than the crop
              new Similarity(0.15, -0.05, 300, 200), // much smaller
              new Similarity(1.2, 0.4, -100, -200))) { // larger, over the border
        Tensor crop = Warp.cut(picture, map, SIDE);
        FacePlaces places = new FacePlaces(List.of(map), SIDE);
        Box part = places.bounds(0).within(600, 500);
        Similarity back = Similarity.scaleAndMove(1, part.left(), part.top()).then(map.inverse());
        Tensor over = Warp.apply(crop, back, part.height(), part.width());
        Tensor under = Pixels.rgb(picture, part.top(), part.left(), part.height(), part.width());
        Tensor change = over.sub(under).mul(places.weight(0, part));
        // Two interpolations of waves that are twenty and more pixels long.
        assertThat(Tensors.item(change.abs().max())).isLessThan(0.01);
      }
    }
  }

  @Test
  void weightsAreOneInTheMiddleAndNothingOutside() {
    Similarity map = new Similarity(0.1, 0.05, 30, 20);
    FacePlaces places = new FacePlaces(List.of(map), SIDE);
    Box part = new Box(0, 0, 100, 110);
    try (var scope = Scope.open()) {
      float[] weights = Tensors.floats(places.weight(0, part));
      int full = 0;
      for (int i = 0; i < weights.length; i++) {
        var place = map.inverse().apply(i % 100 + 0.5, i / 100 + 0.5);
        double inside =
            Math.min(Math.min(place.x(), SIDE - place.x()), Math.min(place.y(), SIDE - place.y()));
        if (inside <= -0.01) {
          assertThat(weights[i]).isZero();
        } else if (inside >= 64.01) {
          assertThat(weights[i]).isCloseTo(1, within(1e-6f));
          full++;
        } else {
          assertThat(weights[i]).isBetween(0f, 1f);
        }
      }
      assertThat(full).isGreaterThan(500);
    }
  }

  @Test
  void neighboursShareTheirPixels() {
    Similarity left = Similarity.scaleAndMove(0.1, 10, 10);
    Similarity right = Similarity.scaleAndMove(0.1, 40, 10);
    Similarity far = Similarity.scaleAndMove(0.1, 200, 200);
    FacePlaces places = new FacePlaces(List.of(left, right, far), SIDE);
    Box part = new Box(0, 0, 100, 70);
    try (var scope = Scope.open()) {
      float[] a = Tensors.floats(places.weight(0, part));
      float[] b = Tensors.floats(places.weight(1, part));
      float[] alone = Tensors.floats(new FacePlaces(List.of(left), SIDE).weight(0, part));
      float[] other = Tensors.floats(new FacePlaces(List.of(right), SIDE).weight(0, part));
      for (int i = 0; i < a.length; i++) {
        assertThat(a[i] + b[i]).isCloseTo(Math.max(alone[i], other[i]), within(1e-5f));
      }
      // In the middle of one, the other has no part to speak of, although its crop reaches there.
      int middle = 35 * 100 + 42;
      assertThat(other[35 * 100 + 47]).isPositive();
      assertThat(a[35 * 100 + 36]).isGreaterThan(0.99f);
      assertThat(a[middle]).isGreaterThan(b[middle]);
    }
  }

  @Test
  void foundFacesChangeTheirTurnedSquareAlone() throws Exception {
    try (Restorer restorer =
        Restorer.builder()
            .model(TinyModels.restoring(folder, Task.FACE))
            .precision("fp32")
            .build()) {
      FacePaster paster = new FacePaster(restorer);
      Picture picture = RestorerTest.noise(90, 80, 8, false, true);
      Similarity map = new Similarity(0.06, 0.03, 40, 20);
      Face face = face(map);
      Picture result = paster.restoreFound(picture, List.of(face), RestoreListener.NONE);
      assertThat(result.hasAlpha()).isTrue();
      assertThat(changedInside(picture, result, map)).isGreaterThan(500);

      Face near = face(new Similarity(0.05, 0, 20, 30));
      Picture both = paster.restoreFound(picture, List.of(face, near), RestoreListener.NONE);
      assertThat(paster.restoreFound(picture, List.of(near, face), RestoreListener.NONE))
          .isEqualTo(both)
          .isNotEqualTo(result);

      Picture large = RestorerTest.noise(270, 240, 16, true, false);
      Picture over = paster.restoreInto(picture, List.of(face), large, RestoreListener.NONE);
      assertThat(over.gray()).isTrue();
      assertThat(over.depth()).isEqualTo(16);
      assertThat(changedInside(large, over, map.then(Similarity.scaleAndMove(3, 0, 0))))
          .isGreaterThan(4500);
      assertThat(paster.restoreFound(picture, List.of(), RestoreListener.NONE)).isEqualTo(picture);
    }
  }

  private static Face face(Similarity map) {
    return new Face(0, 0, 1, 1, 1, FaceTemplate.LANDMARKS.stream().map(map::apply).toList());
  }

  /** How many pixels changed; fails where one outside of the crop did. */
  private static int changedInside(Picture before, Picture after, Similarity map) {
    int changed = 0;
    try (var scope = Scope.open()) {
      float[] a = Tensors.floats(Pixels.rgb(before));
      float[] b = Tensors.floats(Pixels.rgb(after));
      int plane = before.width() * before.height();
      for (int i = 0; i < plane; i++) {
        if (a[i] != b[i] || a[plane + i] != b[plane + i] || a[2 * plane + i] != b[2 * plane + i]) {
          var place = map.inverse().apply(i % before.width() + 0.5, i / before.width() + 0.5);
          assertThat(place.x()).isBetween(-0.01, SIDE + 0.01);
          assertThat(place.y()).isBetween(-0.01, SIDE + 0.01);
          changed++;
        }
      }
    }
    return changed;
  }

  /** Waves of 20 to 60 pixels, [1, 3, height, width]. */
  private static Tensor waves(int height, int width) {
    float[] values = new float[3 * height * width];
    for (int i = 0; i < values.length; i++) {
      int x = i % width;
      int y = i / width % height;
      int c = i / width / height;
      values[i] =
          (float) (0.5 + 0.2 * Math.sin(x / (4.0 + c)) + 0.2 * Math.cos(y / 9.0 + x / 20.0));
    }
    return Tensors.of(values, 1, 3, height, width);
  }
}
