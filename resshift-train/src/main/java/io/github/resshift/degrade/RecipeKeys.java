package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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

  private final Map<String, ?> values;

  RecipeKeys(Map<String, ?> values) {
    this.values = values;
    TreeSet<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(ALL);
    if (!unknown.isEmpty()) {
      throw new ResShiftException(
          "A degradation recipe has no setting '"
              + unknown.first()
              + "'; known settings are "
              + String.join(", ", new TreeSet<>(ALL))
              + ".");
    }
  }

  RealWorldRecipe over(RealWorldRecipe from) {
    return new RealWorldRecipe(
        integer("sf", from.scale()),
        flag("use_sharp", from.sharpen()),
        blur(from.blur(), ""),
        resize(from.resize(), ""),
        noise(from.noise(), ""),
        range("jpeg_range", from.jpeg()),
        number("second_order_prob", from.secondOrderProbability()),
        number("second_blur_prob", from.secondBlurProbability()),
        blur(from.blur2(), "2"),
        resize(from.resize2(), "2"),
        noise(from.noise2(), "2"),
        range("jpeg_range2", from.jpeg2()),
        number("final_sinc_prob", from.finalSincProbability()));
  }

  private BlurRecipe blur(BlurRecipe from, String stage) {
    List<KernelShape> shapes =
        values.containsKey("kernel_list" + stage)
            ? list("kernel_list" + stage).stream()
                .map(name -> KernelShape.named(name.toString()))
                .toList()
            : from.shapes();
    return new BlurRecipe(
        integer("blur_kernel_size" + stage, from.kernelSize()),
        shapes,
        numbers("kernel_prob" + stage, from.probabilities()),
        number("sinc_prob" + stage, from.sincProbability()),
        range("blur_sigma" + stage, from.sigma()),
        range("betag_range" + stage, from.betaGeneralized()),
        range("betap_range" + stage, from.betaPlateau()));
  }

  private ResizeRecipe resize(ResizeRecipe from, String stage) {
    List<Double> weights =
        numbers(
            "resize_prob" + stage,
            List.of(from.upProbability(), from.downProbability(), from.keepProbability()));
    if (weights.size() != 3) {
      throw wrong("resize_prob" + stage, "three numbers: up, down, keep");
    }
    return new ResizeRecipe(
        weights.get(0),
        weights.get(1),
        weights.get(2),
        range("resize_range" + stage, from.factor()));
  }

  private NoiseRecipe noise(NoiseRecipe from, String stage) {
    return new NoiseRecipe(
        number("gaussian_noise_prob" + stage, from.gaussianProbability()),
        range("noise_range" + stage, from.sigma()),
        range("poisson_scale_range" + stage, from.poissonScale()),
        number("gray_noise_prob" + stage, from.grayProbability()));
  }

  private Range range(String key, Range otherwise) {
    List<Double> ends = numbers(key, List.of(otherwise.low(), otherwise.high()));
    if (ends.size() != 2 || !(ends.get(0) <= ends.get(1))) {
      throw wrong(key, "two numbers, the smaller one first");
    }
    return new Range(ends.get(0), ends.get(1));
  }

  private List<Double> numbers(String key, List<Double> otherwise) {
    if (!values.containsKey(key)) {
      return otherwise;
    }
    return list(key).stream()
        .map(
            item -> {
              if (item instanceof Number n) {
                return n.doubleValue();
              }
              throw wrong(key, "a list of numbers");
            })
        .toList();
  }

  private List<?> list(String key) {
    if (values.get(key) instanceof List<?> items) {
      return items;
    }
    throw wrong(key, "a list");
  }

  private double number(String key, double otherwise) {
    if (!values.containsKey(key)) {
      return otherwise;
    }
    if (values.get(key) instanceof Number n && n.doubleValue() >= 0 && n.doubleValue() <= 1) {
      return n.doubleValue();
    }
    throw wrong(key, "a probability from 0 to 1");
  }

  private int integer(String key, int otherwise) {
    if (!values.containsKey(key)) {
      return otherwise;
    }
    if (values.get(key) instanceof Number n && n.doubleValue() == n.intValue()) {
      return n.intValue();
    }
    throw wrong(key, "a whole number");
  }

  private boolean flag(String key, boolean otherwise) {
    if (!values.containsKey(key)) {
      return otherwise;
    }
    if (values.get(key) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, "true or false");
  }

  private ResShiftException wrong(String key, String wanted) {
    return new ResShiftException(
        "The degradation setting " + key + " is " + values.get(key) + "; give " + wanted + ".");
  }
}
