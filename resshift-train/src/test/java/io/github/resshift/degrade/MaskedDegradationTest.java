package io.github.resshift.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedDegradationTest {
  @Test
  void hidesWhatTheMaskMarksAndNothingElse() {
    Degradation degradation = DegradationSettings.read(Map.of("recipe", "mask"), 1);
    assertThat(degradation.masked()).isTrue();
    try (var scope = Scope.open()) {
      Tensor gt = torch.rand(new long[] {3, 3, 96, 80}).mul(new Scalar(0.5)).add(new Scalar(0.5));
      Pair pair = degradation.degrade(gt, SeededDraws.of(1, 2));
      assertThat(Tensors.shape(pair.mask())).containsExactly(3, 1, 96, 80);
      assertThat(pair.gt().equal(gt)).isTrue();
      // What the network gets in [-1, 1] is what the published recipe makes there.
      Tensor centred = pair.lq().mul(new Scalar(2)).sub(new Scalar(1));
      Tensor expected = MaskGenerator.hide(gt.mul(new Scalar(2)).sub(new Scalar(1)), pair.mask());
      assertThat(Tensors.maxAbsDifference(centred, expected)).isZero();
      double hidden = Tensors.item(pair.mask().mean());
      assertThat(hidden).isBetween(0.01, 0.99);
      assertThat(pair.mask().select(0, 0).equal(pair.mask().select(0, 1))).isFalse();
    }
  }

  @Test
  void keysChangeTheRecipe() {
    Degradation boxes =
        DegradationSettings.read(
            Map.of(
                "recipe",
                "mask",
                "strokes",
                Map.of("weight", 0),
                "borders",
                Map.of("weight", 0),
                "boxes",
                Map.of("margin", 4, "min_size", 8, "max_size", 8, "max_times", 1)),
            1);
    assertThat(boxes.settings())
        .isEqualTo(
            new MaskRecipe(
                0,
                MaskRecipe.PUBLISHED.strokes(),
                1,
                new MaskRecipe.Boxes(4, 8, 8, 1, 1),
                0,
                MaskRecipe.PUBLISHED.borders()));
    assertThat(DegradationSettings.read(Map.of("recipe", "mask"), 1).settings())
        .isEqualTo(MaskRecipe.PUBLISHED);
  }

  @ParameterizedTest
  @CsvSource({"mask, jpeg_range", "face, sinc_prob"})
  void keysOfOtherRecipesAreRefused(String recipe, String key) {
    assertThatThrownBy(() -> DegradationSettings.read(Map.of("recipe", recipe, key, 1), 1))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("recipe " + recipe + " has no setting '" + key + "'");
  }

  @ParameterizedTest
  @CsvSource({"mask", "face"})
  void leaveTheSizeAsItIs(String recipe) {
    assertThatThrownBy(() -> DegradationSettings.read(Map.of("recipe", recipe, "sf", 4), 1))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("sf is 4; give 1");
  }

  @Test
  void faceKeysChangeTheRecipe() {
    assertThat(DegradationSettings.read(Map.of("recipe", "face"), 1).settings())
        .isEqualTo(FaceRecipe.PUBLISHED);
    FaceRecipe changed =
        (FaceRecipe)
            DegradationSettings.read(
                    Map.of("recipe", "face", "downsample_range", List.of(2, 4), "gray_prob", 0.5),
                    1)
                .settings();
    assertThat(changed.downsample()).isEqualTo(new Range(2, 4));
    assertThat(changed.grayProbability()).isEqualTo(0.5);
  }

  @Test
  void aMixtureHasMasksEverywhereOrNowhere() {
    assertThatThrownBy(
            () ->
                DegradationSettings.read(
                    Map.of(
                        "mix",
                        List.of(
                            Map.of("share", 0.5, "recipe", "mask"),
                            Map.of("share", 0.5, "recipe", "face"))),
                    1))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContaining("in every part or in none");
  }
}
