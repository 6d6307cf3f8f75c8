package io.github.resshift.metric;

import io.github.resshift.config.ConfigException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.tensor.Interpolate;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a network that measures pictures expects: the YAML file beside it.
 *
 * @param higherIsBetter which way its numbers go
 * @param truth whether it compares with the true picture, which it gets second
 * @param protocol words for reports
 * @param size of the picture that it gets; absent: as it is
 * @param interpolation towards that size, as the engine's interpolate does it, without antialiasing
 * @param bgr whether blue comes first
 * @param low value of black
 * @param high value of white
 * @param mean taken from the values, one for each channel
 * @param deviation by which they are divided then
 */
record ScriptSettings(
    boolean higherIsBetter,
    boolean truth,
    String protocol,
    Optional<Size> size,
    Interpolate.Mode interpolation,
    boolean bgr,
    double low,
    double high,
    List<Double> mean,
    List<Double> deviation) {
  private static final int CHANNELS = 3;
  private static final int MOST = 4096;
  private static final List<Double> ZEROS = List.of(0.0, 0.0, 0.0);
  private static final List<Double> ONES = List.of(1.0, 1.0, 1.0);

  /**
   * The size that a picture is brought to.
   *
   * @param shorter its shorter side, or 0 where both are named
   * @param width both sides, or 0
   * @param height both sides, or 0
   */
  record Size(int shorter, int width, int height) {
    /** Width and height for a picture. */
    long[] of(long pictureWidth, long pictureHeight) {
      if (shorter == 0) {
        return new long[] {width, height};
      }
      double factor = (double) shorter / Math.min(pictureWidth, pictureHeight);
      return new long[] {
        Math.max(shorter, Math.round(pictureWidth * factor)),
        Math.max(shorter, Math.round(pictureHeight * factor))
      };
    }
  }

  /**
   * Reads the file.
   *
   * @throws ConfigException for a missing or unknown key and for values out of range
   */
  static ScriptSettings read(Path file) {
    ConfigNode root = ConfigNode.read(file);
    ScriptSettings settings =
        new ScriptSettings(
            one(root, "better", List.of("higher", "lower"), null).equals("higher"),
            root.flag("truth", false),
            root.text("protocol", "no protocol named"),
            root.find("size").map(ScriptSettings::size),
            mode(root),
            one(root, "channels", List.of("rgb", "bgr"), "rgb").equals("bgr"),
            root.number("low", 0),
            root.number("high", 1),
            numbers(root, "mean", ZEROS),
            numbers(root, "deviation", ONES));
    if (settings.low >= settings.high) {
      throw root.problem("high", "must be above low");
    }
    if (settings.deviation.stream().anyMatch(d -> !(d > 0))) {
      throw root.problem("deviation", "must be three positive numbers");
    }
    List<String> unused = root.unusedKeys();
    if (!unused.isEmpty()) {
      throw root.problem(
          "there is no setting "
              + unused.get(0)
              + "; there are better, truth, protocol, size, interpolation, channels, low, high,"
              + " mean and deviation.");
    }
    return settings;
  }

  private static Size size(ConfigNode node) {
    return node.has("shorter")
        ? new Size(side(node, "shorter"), 0, 0)
        : new Size(0, side(node, "width"), side(node, "height"));
  }

  private static int side(ConfigNode node, String key) {
    int side = node.integer(key);
    if (side < 1 || side > MOST) {
      throw node.problem(key, "must be 1.." + MOST);
    }
    return side;
  }

  private static Interpolate.Mode mode(ConfigNode root) {
    return Interpolate.Mode.of(
        one(root, "interpolation", List.of("area", "bilinear", "bicubic"), "bicubic"));
  }

  private static String one(ConfigNode root, String key, List<String> words, String absent) {
    String word = absent == null ? root.text(key) : root.text(key, absent);
    if (!words.contains(word)) {
      throw root.problem(key, "must be " + String.join(" or ", words));
    }
    return word;
  }

  private static List<Double> numbers(ConfigNode root, String key, List<Double> absent) {
    List<Double> numbers = root.has(key) ? root.numbers(key) : absent;
    if (numbers.size() != CHANNELS || numbers.stream().anyMatch(n -> !Double.isFinite(n))) {
      throw root.problem(key, "must be three numbers");
    }
    return numbers;
  }
}
