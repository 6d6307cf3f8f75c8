package io.github.resshift.degrade;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads a {@link FaceRecipe} from configuration keys; absent keys keep the published value. */
final class FaceKeys {
  private static final Set<String> ALL =
      Set.of(
          "sf",
          "use_hflip",
          "blur_kernel_size",
          "kernel_list",
          "kernel_prob",
          "blur_sigma",
          "downsample_range",
          "noise_range",
          "jpeg_range",
          "color_shift_prob",
          "color_shift",
          "color_jitter_prob",
          "gray_prob",
          "gt_gray");

  private FaceKeys() {}

  static FaceRecipe read(Map<String, ?> section) {
    KeyValues keys = new KeyValues("face", section, ALL);
    keys.requireScaleOne();
    FaceRecipe from = FaceRecipe.PUBLISHED;
    return new FaceRecipe(
        keys.flag("use_hflip", from.flip()),
        keys.integer("blur_kernel_size", from.kernelSize()),
        keys.shapes("kernel_list", from.shapes()),
        keys.numbers("kernel_prob", from.probabilities()),
        keys.range("blur_sigma", from.sigma()),
        keys.range("downsample_range", from.downsample()),
        keys.range("noise_range", from.noise()),
        keys.range("jpeg_range", from.jpeg()),
        chance(keys, "color_shift_prob"),
        keys.atLeast("color_shift", from.shift(), 0),
        chance(keys, "color_jitter_prob"),
        keys.probability("gray_prob", from.grayProbability()),
        keys.flag("gt_gray", from.grayTruth()));
  }

  private static OptionalDouble chance(KeyValues keys, String key) {
    return keys.has(key) ? OptionalDouble.of(keys.probability(key, 0)) : OptionalDouble.empty();
  }
}
