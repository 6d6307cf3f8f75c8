package io.github.resshift.degrade;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a {@link RealWorldRecipe} from the published configuration keys; absent keys keep the value
 * of a recipe to start from.
 */
final class RecipeKeys {
  static final Set<String> ALL =
      Set.of(
          "sf",
          "use_sharp",
          "blur_kernel_size",
          "kernel_list",
          "kernel_prob",
          "sinc_prob",
          "blur_sigma",
          "betag_range",
          "betap_range",
          "resize_prob",
          "resize_range",
          "gaussian_noise_prob",
          "noise_range",
          "poisson_scale_range",
          "gray_noise_prob",
          "jpeg_range",
          "second_order_prob",
          "second_blur_prob",
          "blur_kernel_size2",
          "kernel_list2",
          "kernel_prob2",
          "sinc_prob2",
          "blur_sigma2",
          "betag_range2",
          "betap_range2",
          "resize_prob2",
          "resize_range2",
          "gaussian_noise_prob2",
          "noise_range2",
          "poisson_scale_range2",
          "gray_noise_prob2",
          "jpeg_range2",
          "final_sinc_prob");

  private final KeyValues keys;

  RecipeKeys(Map<String, ?> values) {
    this.keys = new KeyValues("", values, ALL);
  }

  RealWorldRecipe over(RealWorldRecipe from) {
    return new RealWorldRecipe(
        keys.integer("sf", from.scale()),
        keys.flag("use_sharp", from.sharpen()),
        blur(from.blur(), ""),
        resize(from.resize(), ""),
        noise(from.noise(), ""),
        keys.range("jpeg_range", from.jpeg()),
        keys.probability("second_order_prob", from.secondOrderProbability()),
        keys.probability("second_blur_prob", from.secondBlurProbability()),
        blur(from.blur2(), "2"),
        resize(from.resize2(), "2"),
        noise(from.noise2(), "2"),
        keys.range("jpeg_range2", from.jpeg2()),
        keys.probability("final_sinc_prob", from.finalSincProbability()));
  }

  private BlurRecipe blur(BlurRecipe from, String stage) {
    return new BlurRecipe(
        keys.integer("blur_kernel_size" + stage, from.kernelSize()),
        keys.shapes("kernel_list" + stage, from.shapes()),
        keys.numbers("kernel_prob" + stage, from.probabilities()),
        keys.probability("sinc_prob" + stage, from.sincProbability()),
        keys.range("blur_sigma" + stage, from.sigma()),
        keys.range("betag_range" + stage, from.betaGeneralized()),
        keys.range("betap_range" + stage, from.betaPlateau()));
  }

  private ResizeRecipe resize(ResizeRecipe from, String stage) {
    List<Double> weights =
        keys.numbers(
            "resize_prob" + stage,
            List.of(from.upProbability(), from.downProbability(), from.keepProbability()));
    if (weights.size() != 3) {
      throw keys.wrong("resize_prob" + stage, "three numbers: up, down, keep");
    }
    return new ResizeRecipe(
        weights.get(0),
        weights.get(1),
        weights.get(2),
        keys.range("resize_range" + stage, from.factor()));
  }

  private NoiseRecipe noise(NoiseRecipe from, String stage) {
    return new NoiseRecipe(
        keys.probability("gaussian_noise_prob" + stage, from.gaussianProbability()),
        keys.range("noise_range" + stage, from.sigma()),
        keys.range("poisson_scale_range" + stage, from.poissonScale()),
        keys.probability("gray_noise_prob" + stage, from.grayProbability()));
  }
}
