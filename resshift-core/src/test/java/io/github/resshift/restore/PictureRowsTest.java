package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.engine.tile.LowQuality;
import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of pictures against the whole. */
class PictureRowsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void alphaInBandsIsTheWholeAlpha(int scale) {
    for (int height : new int[] {1, 2, 7, 30}) {
      Picture picture = RestorerTest.noise(11, height, 16, false, true);
      try (var scope = Scope.open()) {
        Tensor whole = Tensors.clamp(Interpolate.bicubicUp(Pixels.alpha(picture), scale), 0, 1);
        for (int rows : new int[] {1, 3, 8}) {
          for (int top = 0; top < height * scale; top += rows) {
            int count = Math.min(rows, height * scale - top);
            Tensor band = PictureRows.alpha(picture, scale, top, count);
            assertThat(Tensors.maxAbsDifference(band, whole.narrow(2, top, count))).isZero();
          }
        }
      }
    }
  }

  /** Also where the window lies far beyond a picture that is smaller than it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 40})
  void windowsGoOnByReflection(int side) {
    Picture picture = RestorerTest.noise(side, side + 1, 8, false, false);
    try (var scope = Scope.open()) {
      Tensor values = Pixels.rgb(picture).mul(new Scalar(2)).sub(new Scalar(1));
      Tensor padded = Interpolate.reflectPad(values, 64 - side, 64 - side - 1);
      LowQuality source = PictureRows.source(picture, null);
      for (int[] at :
          new int[][] {{0, 0, 64, 64}, {0, 0, 1, 1}, {30, 3, 20, 61}, {50, 50, 14, 9}}) {
        Tensor window = source.picture(new Tile(at[0], at[1], at[2], at[3]));
        Tensor expected = padded.narrow(2, at[0], at[2]).narrow(3, at[1], at[3]);
        assertThat(Tensors.maxAbsDifference(window, expected)).isZero();
      }
    }
  }
}
