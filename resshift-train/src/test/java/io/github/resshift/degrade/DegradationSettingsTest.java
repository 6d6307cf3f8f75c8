package io.github.resshift.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.ResShiftException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DegradationSettingsTest {
  private static final String MIX =
      """
      mix:
        - {share: 0.6, recipe: bicubic}
        - {share: 0.3, recipe: bicubic, jpeg_range: [10, 10]}
        - {share: 0.1, recipe: milder, noise_range: [0.5, 18], jpeg_range2: [10, 95]}
      """;

  @Test
  void oneRecipeIsDescribedAndDrawnAsBefore() {
    assertThat(read("{}").describedFormerly()).isEqualTo(RealWorldRecipe.published(4).toString());
    Degradation milder = read("{recipe: milder, gt_size: 256, gray: 0, jpeg_range: [55, 98]}");
    RealWorldRecipe recipe = RealWorldRecipe.milder(4).with(Map.of("jpeg_range", List.of(55, 98)));
    assertThat(milder.describedFormerly())
        .isEqualTo(recipe.toString())
        .startsWith("RealWorldRecipe[scale=4, sharpen=false, blur=BlurRecipe[kernelSize=13,");
    try (var scope = Scope.open()) {
      Tensor expected =
          new RealWorldDegradation(recipe).degrade(picture(1), SeededDraws.of(7, 3)).lq();
      assertThat(milder.degrade(picture(1), SeededDraws.of(7, 3)).lq().equal(expected)).isTrue();
    }
  }

  @Test
  void sharesComeOutRightAndFollowFromTheNumberOfTheSample() {
    int n = 3000;
    int[] drawn = new int[3];
    Degradation mixed =
        new MixedDegradation(
            List.of(
                new MixedDegradation.Part(0.6, new Counted(drawn, 0)),
                new MixedDegradation.Part(0.3, new Counted(drawn, 1)),
                new MixedDegradation.Part(0.1, new Counted(drawn, 2))));
    for (int i = 0; i < n; i++) {
      mixed.degrade(null, SeededDraws.of(777, i));
    }
    double[] shares = {0.6, 0.3, 0.1};
    for (int k = 0; k < 3; k++) {
      // Five standard deviations of a binomial count.
      double bound = 5 * Math.sqrt(n * shares[k] * (1 - shares[k]));
      assertThat((double) drawn[k]).isCloseTo(n * shares[k], within(bound));
    }
    int[] again = drawn.clone();
    for (int i = n - 1; i >= 0; i--) {
      mixed.degrade(null, SeededDraws.of(777, i));
    }
    assertThat(drawn).containsExactly(2 * again[0], 2 * again[1], 2 * again[2]);
  }

  @Test
  void samplesOfAMixtureAreThoseOfItsRecipesAndReplay() {
    Degradation mixed = read(MIX + "gray: 0.3");
    assertThat(mixed.scale()).isEqualTo(4);
    assertThat(mixed.describedFormerly())
        .startsWith("mix of 0.6 BicubicDegradation[scale=4]; 0.3 BicubicDegradation[scale=4], then")
        .contains("sigma=Range[low=0.5, high=18.0]")
        .endsWith("; gray 0.3");
    Degradation bicubic = new BicubicDegradation(4);
    int plain = 0;
    try (var scope = Scope.open()) {
      Tensor gt = picture(2);
      Tensor reduced = bicubic.degrade(gt, SeededDraws.of(0, 0)).lq();
      for (int i = 0; i < 40; i++) {
        SeededDraws draws = SeededDraws.of(5, i);
        Pair pair = mixed.degrade(gt, draws);
        assertThat(mixed.degrade(gt, SeededDraws.of(5, i)).lq().equal(pair.lq())).isTrue();
        assertThat(mixed.degrade(gt, draws.record().replay()).lq().equal(pair.lq())).isTrue();
        assertThat(draws.record().entries().get(0).name()).isEqualTo("gray_picture");
        assertThat(draws.record().entries().get(1).name()).isEqualTo("recipe");
        plain += pair.lq().equal(reduced) ? 1 : 0;
      }
    }
    // 0.6 * 0.7 of 40, within four standard deviations.
    assertThat(plain).isBetween(5, 29);
  }

  @Test
  void grayPicturesAreGrayInBoth() {
    Degradation always = read("{recipe: published, use_sharp: true, gray: 1}");
    Degradation never = read("{recipe: published, use_sharp: true}");
    try (var scope = Scope.open()) {
      for (int i = 0; i < 12; i++) {
        Pair gray = always.degrade(picture(i), SeededDraws.of(1, i));
        assertThat(colour(gray.gt())).isZero();
        assertThat(colour(gray.lq())).isZero();
        float[] values = Tensors.floats(gray.lq().mul(new Scalar(255f)));
        for (float value : values) {
          assertThat(value).isCloseTo(Math.round(value), within(1e-3f));
        }
        Pair coloured = never.degrade(picture(i), SeededDraws.of(1, i));
        assertThat(colour(coloured.gt())).isGreaterThan(0.1);
      }
      // Luma keeps the brightness of what is gray already.
      Tensor ramp = Noise.eightBits(picture(3).narrow(1, 1, 1).expand(1, 3, 64, 64).contiguous());
      Pair pair = read("{recipe: bicubic, gray: 1}").degrade(ramp, SeededDraws.of(1, 1));
      assertThat(pair.gt().equal(ramp)).isTrue();
    }
  }

  @Test
  void jpegOfQualityTenLeavesBlocks() {
    try (var scope = Scope.open()) {
      Tensor gt = smooth();
      double clean = blockiness(read("{recipe: bicubic}").degrade(gt, SeededDraws.of(1, 1)).lq());
      double ten =
          blockiness(
              read("{recipe: bicubic, jpeg_range: [10, 10]}")
                  .degrade(gt, SeededDraws.of(1, 1))
                  .lq());
      // A slow wave is as steep at the borders of blocks as elsewhere; coarse quantisation leaves
      // little but the mean of each block, whose steps are all at the borders.
      assertThat(clean).isBetween(0.8, 1.25);
      assertThat(ten).isGreaterThan(2);
    }
  }

  @Test
  void refusesWrongMixturesByName() {
    refuses("{recipe: rain}", "'rain'", "published, milder, bicubic, face or mask");
    refuses("{recipe: bicubic, noise_range: [1, 2]}", "bicubic", "noise_range", "jpeg_range");
    refuses("{recipe: bicubic, jpeg_range: [0, 2]}", "JPEG qualities", "[0.0, 2.0]");
    refuses("{gray: 2}", "gray is 2");
    refuses("{mix: 3}", "mix is 3");
    refuses("{mix: []}", "mix is []");
    refuses("{mix: [a]}", "degradation.mix, entry 1", "'a'");
    refuses("{mix: [{recipe: bicubic}]}", "entry 1", "share", "'null'");
    refuses("{mix: [{share: 0, recipe: bicubic}]}", "entry 1", "share", "0.0");
    refuses("{mix: [{share: 1}]}", "entry 1", "needs a recipe");
    refuses("{mix: [{share: 1, recipe: bicubic, sf: 2}]}", "entry 1", "sf", "beside mix");
    refuses(
        "{mix: [{share: 0.5, recipe: bicubic}, {share: 0.4, recipe: snow}]}", "entry 2", "'snow'");
    refuses(
        "{mix: [{share: 0.5, recipe: bicubic}, {share: 0.4, recipe: milder}]}",
        "degradation.mix",
        "add up to 0.9");
    refuses(
        "{mix: [{share: 1, recipe: milder, noise: [1, 2]}]}", "entry 1", "'noise'", "noise_range");
    refuses("{mix: [{share: 1, recipe: milder}], jpeg_range: [1, 2]}", "jpeg_range", "beside mix");
    assertThat(read("{mix: [{share: 1, recipe: bicubic}], sf: 2, gt_size: 64}").scale())
        .isEqualTo(2);
  }

  private static void refuses(String text, String... parts) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ResShiftException.class)
        .hasMessageContainingAll(parts);
  }

  private static Degradation read(String text) {
    return DegradationSettings.read(ConfigNode.parse("test", text).toMap(), 4);
  }

  private static Tensor picture(long seed) {
    return Noise.eightBits(SeededDraws.normalField(seed, 1, 3, 64, 64).sigmoid());
  }

  /** Slow waves of 240 and 400 pixels in all channels, [1, 3, 512, 512]. */
  private static Tensor smooth() {
    int side = 512;
    float[] values = new float[3 * side * side];
    for (int i = 0; i < values.length; i++) {
      double x = i % side / 240.0;
      double y = i / side % side / 400.0;
      values[i] =
          (float) (0.5 + 0.05 * Math.sin(2 * Math.PI * x) + 0.05 * Math.cos(2 * Math.PI * y));
    }
    return Tensors.of(values, 1, 3, side, side);
  }

  /** Mean step between columns at the borders of 8x8 blocks, over that between all others. */
  private static double blockiness(Tensor lq) {
    int width = (int) lq.size(3);
    float[] values = Tensors.floats(lq);
    double[] sums = new double[2];
    int[] counts = new int[2];
    for (int i = 0; i < values.length; i++) {
      int x = i % width;
      if (x > 0) {
        int kind = x % 8 == 0 ? 0 : 1;
        sums[kind] += Math.abs(values[i] - values[i - 1]);
        counts[kind]++;
      }
    }
    return sums[0] / counts[0] / (sums[1] / counts[1]);
  }

  private static double colour(Tensor picture) {
    return Math.max(
        Tensors.maxAbsDifference(picture.narrow(1, 0, 1), picture.narrow(1, 1, 1)),
        Tensors.maxAbsDifference(picture.narrow(1, 0, 1), picture.narrow(1, 2, 1)));
  }

  /** Counts its calls and makes nothing. */
  private record Counted(int[] calls, int place) implements Degradation {
    @Override
    public int scale() {
      return 4;
    }

    @Override
    public Object settings() {
      return "counted";
    }

    @Override
    public String describedFormerly() {
      return "counted";
    }

    @Override
    public Pair degrade(Tensor gt, Draws draws) {
      calls[place]++;
      return new Pair(gt, gt);
    }
  }
}
