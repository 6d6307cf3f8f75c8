package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import io.github.resshift.config.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The second-order degradation of Real-ESRGAN (Wang et al. 2021) with all its ranges
 * (docs/method.md section 8).
 *
 * @param scale by how much the result is smaller
 * @param sharpen whether the clean picture is sharpened first
 * @param blur kernels of the first stage
 * @param resize resize of the first stage, relative to the clean picture
 * @param noise noise of the first stage
 * @param jpeg JPEG qualities of the first stage
 * @param secondOrderProbability how often the second stage happens
 * @param secondBlurProbability how often it begins with a blur
 * @param blur2 kernels of the second stage; its size also bounds the final sinc filter
 * @param resize2 resize of the second stage, relative to the final size
 * @param noise2 noise of the second stage
 * @param jpeg2 JPEG qualities at the end
 * @param finalSincProbability how often the end has a sinc filter
 */
@Kind("real-world")
public record RealWorldRecipe(
    int scale,
    boolean sharpen,
    BlurRecipe blur,
    ResizeRecipe resize,
    NoiseRecipe noise,
    Range jpeg,
    double secondOrderProbability,
    double secondBlurProbability,
    BlurRecipe blur2,
    ResizeRecipe resize2,
    NoiseRecipe noise2,
    Range jpeg2,
    double finalSincProbability) {
  private static final List<KernelShape> SHAPES = List.of(KernelShape.values());
  private static final List<Double> SHAPE_PROBABILITIES =
      List.of(0.45, 0.25, 0.12, 0.03, 0.12, 0.03);
  private static final Range BETA_GENERALIZED = new Range(0.5, 4);
  private static final Range BETA_PLATEAU = new Range(1, 2);

  /** Checks the values. */
  public RealWorldRecipe {
    if (scale < 1) {
      throw new ResShiftException("The scale of a degradation must be at least 1, not " + scale);
    }
    requireQuality(jpeg);
    requireQuality(jpeg2);
  }

  /** The published training recipe. */
  public static RealWorldRecipe published(int scale) {
    return new RealWorldRecipe(
        scale,
        false,
        blur(21, new Range(0.2, 3)),
        new ResizeRecipe(0.2, 0.7, 0.1, new Range(0.15, 1.5)),
        new NoiseRecipe(0.5, new Range(1, 30), new Range(0.05, 3), 0.4),
        new Range(30, 95),
        0.5,
        0.8,
        blur(15, new Range(0.2, 1.5)),
        new ResizeRecipe(0.3, 0.4, 0.3, new Range(0.3, 1.2)),
        new NoiseRecipe(0.5, new Range(1, 25), new Range(0.05, 2.5), 0.4),
        new Range(30, 95),
        0.8);
  }

  /** The milder recipe that the published test pairs were made with. */
  public static RealWorldRecipe milder(int scale) {
    return new RealWorldRecipe(
        scale,
        false,
        blur(13, new Range(0.2, 0.8)),
        new ResizeRecipe(0.2, 0.7, 0.1, new Range(0.5, 1.5)),
        new NoiseRecipe(0.5, new Range(1, 15), new Range(0.05, 0.3), 0.4),
        new Range(70, 95),
        0,
        0,
        blur(13, new Range(0.2, 0.8)),
        new ResizeRecipe(0.3, 0.4, 0.3, new Range(0.5, 1.2)),
        new NoiseRecipe(0.5, new Range(1, 15), new Range(0.05, 0.3), 0.4),
        new Range(70, 95),
        0.2);
  }

  /** The names of the settings that {@link #with} understands: those of the published files. */
  public static Set<String> keys() {
    return RecipeKeys.ALL;
  }

  /**
   * This recipe with some settings replaced.
   *
   * @param settings values by published key, such as {@code blur_sigma: [0.2, 3.0]}; keys of the
   *     second stage end in 2
   * @throws ResShiftException naming an unknown key or a wrong value
   */
  public RealWorldRecipe with(Map<String, ?> settings) {
    return new RecipeKeys(settings).over(this);
  }

  private static BlurRecipe blur(int size, Range sigma) {
    return new BlurRecipe(
        size, SHAPES, SHAPE_PROBABILITIES, 0.1, sigma, BETA_GENERALIZED, BETA_PLATEAU);
  }

  static void requireQuality(Range quality) {
    if (!(quality.low() > 0 && quality.high() <= 100)) {
      throw new ResShiftException(
          "JPEG qualities must be above 0 and at most 100, not ["
              + quality.low()
              + ", "
              + quality.high()
              + "].");
    }
  }
}
