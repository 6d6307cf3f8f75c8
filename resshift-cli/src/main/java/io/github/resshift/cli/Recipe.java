package io.github.resshift.cli;

import io.github.resshift.degrade.BicubicDegradation;
import io.github.resshift.degrade.Degradation;
import io.github.resshift.degrade.Draws;
import io.github.resshift.degrade.FaceDegradation;
import io.github.resshift.degrade.FaceRecipe;
import io.github.resshift.degrade.MaskGenerator;
import io.github.resshift.degrade.MaskRecipe;
import io.github.resshift.degrade.Pair;
import io.github.resshift.degrade.RealWorldDegradation;
import io.github.resshift.degrade.RealWorldRecipe;
import java.util.Optional;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A way to damage pictures that has a name. */
enum Recipe {
  /** The published training recipe. */
  REALESRGAN("realesrgan", scale -> new RealWorldDegradation(RealWorldRecipe.published(scale))),
  /** The milder recipe of the published test pairs. */
  REALESRGAN_TEST(
      "realesrgan-test", scale -> new RealWorldDegradation(RealWorldRecipe.milder(scale))),
  /** MATLAB's bicubic reduction. */
  BICUBIC("bicubic", BicubicDegradation::new),
  /** Aligned faces, same size. */
  FACE("face", scale -> new FaceDegradation(FaceRecipe.PUBLISHED)),
  /** Holes to be filled. */
  MASK("mask", null);

  /**
   * What a recipe made of a picture.
   *
   * @param hq the clean picture, [1, 3, H, W] in [0, 1]
   * @param lq the damaged one
   * @param mask 1 where the picture is unknown, [1, 1, H, W]; for {@link #MASK} only
   */
  record Made(Tensor hq, Tensor lq, Optional<Tensor> mask) {}

  private final String word;
  private final IntFunction<Degradation> degradation;

  Recipe(String word, IntFunction<Degradation> degradation) {
    this.word = word;
    this.degradation = degradation;
  }

  /** The name on the command line. */
  String word() {
    return word;
  }

  /** Whether the result is smaller than the picture. */
  boolean shrinks() {
    return this != FACE && this != MASK;
  }

  /** All settings in one line. */
  String describe(int scale) {
    return degradation == null
        ? MaskRecipe.PUBLISHED.toString()
        : degradation.apply(scale).describe();
  }

  /** Damages one picture [1, 3, H, W] in [0, 1], whose sides divide by the scale. */
  Made apply(Tensor picture, int scale, Draws draws) {
    if (degradation == null) {
      int height = (int) picture.size(2);
      int width = (int) picture.size(3);
      Tensor mask = new MaskGenerator(MaskRecipe.PUBLISHED).draw(height, width, draws);
      Tensor known = mask.neg().add(new Scalar(1));
      return new Made(picture, picture.mul(known), Optional.of(mask));
    }
    Pair pair = degradation.apply(scale).degrade(picture, draws);
    return new Made(pair.gt(), pair.lq(), Optional.empty());
  }
}
