package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Filling holes and restoring faces, with tiny models on odd-sized pictures. */
class TasksTest {
  private static final int WIDTH = 53;
  private static final int HEIGHT = 37;

  @TempDir static Path folder;
  private static Restorer filler;
  private static Restorer faces;

  @BeforeAll
  static void load() throws Exception {
    filler = filling().build();
    faces =
        Restorer.builder().model(TinyModels.restoring(folder, Task.FACE)).precision("fp32").build();
  }

  @AfterAll
  static void close() {
    filler.close();
    faces.close();
  }

  private static RestorerBuilder filling() throws Exception {
    return Restorer.builder().model(TinyModels.restoring(folder, Task.INPAINT)).precision("fp32");
  }

  @Test
  void pixelsOutsideOfTheHoleStayBitForBit() {
    HoleMask hole = HoleMask.none(WIDTH, HEIGHT).with(List.of(new Box(10, 5, 9, 20)));
    for (int depth : new int[] {8, 16}) {
      Picture picture = RestorerTest.noise(WIDTH, HEIGHT, depth, false, false);
      assertThat(changed(picture, fill(0, 0, picture, hole))).isEqualTo(values(hole, 0));
      assertThat(changed(picture, fill(3, 0, picture, hole))).isEqualTo(values(hole.grown(3), 0));
    }
  }

  /** With a soft rim only the rim changes, too, and less and less from the hole outwards. */
  @Test
  void theSoftRimFadesIntoTheInput() {
    HoleMask hole = HoleMask.none(WIDTH, HEIGHT).with(List.of(new Box(20, 12, 10, 10)));
    Picture picture = RestorerTest.noise(WIDTH, HEIGHT, 16, false, false);
    Picture soft = fill(0, 6, picture, hole);
    boolean[] changed = changed(picture, soft);
    boolean[] zone = values(hole.grown(6), 0);
    for (int i = 0; i < zone.length; i++) {
      assertThat(changed[i] && !zone[i]).as("pixel %d", i).isFalse();
    }
    double near = 0;
    double far = 0;
    try (var scope = Scope.open()) {
      float[] difference = Tensors.floats(Pixels.rgb(soft).sub(Pixels.rgb(picture)).abs());
      for (int y = 12; y < 22; y++) {
        near += difference[y * WIDTH + 19];
        far += difference[y * WIDTH + 15];
      }
    }
    assertThat(near).isGreaterThan(2 * far);
    assertThat(far).isPositive();
  }

  @Test
  void withoutAHoleThePictureIsTheResult() {
    Picture picture = RestorerTest.noise(WIDTH, HEIGHT, 8, false, true);
    assertThat(fill(4, 4, picture, HoleMask.none(WIDTH, HEIGHT))).isEqualTo(picture);
  }

  @Test
  void aMaskOfAnotherSizeIsRefused() {
    Picture picture = RestorerTest.noise(WIDTH, HEIGHT, 8, false, false);
    assertThatThrownBy(() -> fill(0, 0, picture, HoleMask.none(HEIGHT, WIDTH)))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("37x53")
        .hasMessageContaining("53x37");
  }

  /**
   * Each tile of the picture gets its own part of the mask. The network's answer depends on the
   * mask: were tiles given another part, what is filled would differ as much as it does when the
   * mask itself is turned around.
   */
  @ParameterizedTest
  @EnumSource(Tiling.class)
  void tilesTakeTheirOwnPartOfTheMask(Tiling tiling) throws Exception {
    Picture picture = RestorerTest.noise(75, 43, 8, false, false);
    HoleMask hole =
        HoleMask.none(75, 43).with(List.of(new Box(2, 3, 20, 12), new Box(55, 20, 17, 21)));
    try (var scope = Scope.open();
        Restorer tiled = filling().tiling(tiling).tile(32).overlap(16).build()) {
      Picture whole = fill(0, 0, picture, hole);
      Picture parts = new Inpainter(tiled, 0, 0).fill(picture, hole, RestoreListener.NONE);
      assertThat(changed(picture, parts)).isEqualTo(values(hole, 0));
      double scale = rms(Pixels.rgb(whole).sub(Pixels.rgb(picture)));
      // Group norms see a tile instead of the picture; a wrong mask changes all that is filled.
      assertThat(rms(Pixels.rgb(parts).sub(Pixels.rgb(whole)))).isLessThan(0.25 * scale);
    }
  }

  @Test
  void facesArePastedBackAndTheRestStays() {
    Picture picture = RestorerTest.noise(61, 47, 8, false, true);
    Box face = new Box(20, 10, 10, 8);
    Picture result = new FacePaster(faces).restore(picture, List.of(face), RestoreListener.NONE);
    assertThat(result.hasAlpha()).isTrue();
    boolean[] changed = changed(picture, result);
    int inside = 0;
    for (int i = 0; i < changed.length; i++) {
      int x = i % 61;
      int y = i / 61;
      // The crop is a square of 16 pixels around the middle of the box.
      boolean crop = x >= 17 && x < 33 && y >= 6 && y < 22;
      assertThat(changed[i] && !crop).as("%d, %d", x, y).isFalse();
      inside += changed[i] ? 1 : 0;
    }
    assertThat(inside).isGreaterThan(100);
  }

  @Test
  void facesAtTheBorderWorkAndThoseOutsideAreRefused() {
    Picture picture = RestorerTest.noise(31, 23, 8, true, false);
    FacePaster paster = new FacePaster(faces);
    Picture result =
        paster.restore(
            picture,
            List.of(new Box(-3, -3, 12, 12), new Box(20, 15, 11, 8)),
            RestoreListener.NONE);
    assertThat(result.gray()).isTrue();
    assertThat(result).isNotEqualTo(picture);
    assertThatThrownBy(
            () -> paster.restore(picture, List.of(new Box(40, 0, 5, 5)), RestoreListener.NONE))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("40,0,5,5");
  }

  private static Picture fill(int dilate, int feather, Picture picture, HoleMask hole) {
    return new Inpainter(filler, dilate, feather).fill(picture, hole, RestoreListener.NONE);
  }

  private static boolean[] values(HoleMask hole, int rim) {
    float[] weights = hole.weights(rim);
    boolean[] out = new boolean[weights.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = weights[i] > 0;
    }
    return out;
  }

  /** Where any channel has another sample value. */
  private static boolean[] changed(Picture before, Picture after) {
    try (var scope = Scope.open()) {
      float[] a = Tensors.floats(Pixels.rgb(before));
      float[] b = Tensors.floats(Pixels.rgb(after));
      boolean[] out = new boolean[a.length / 3];
      for (int i = 0; i < a.length; i++) {
        out[i % out.length] |= a[i] != b[i];
      }
      return out;
    }
  }

  private static double rms(Tensor difference) {
    return Math.sqrt(Tensors.item(difference.mul(difference).mean()));
  }
}
