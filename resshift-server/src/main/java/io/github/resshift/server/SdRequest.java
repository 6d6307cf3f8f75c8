package io.github.resshift.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.jobs.JobOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What AUTOMATIC1111's interface calls extras, as far as it is about enlarging.
 *
 * @param toSize whether a size is named, not a factor
 * @param factor how many times larger, as a text
 * @param crop whether what is more than the size is cut off
 * @param upscaler the name that was asked for
 * @param ignored what else was asked for
 */
record SdRequest(
    boolean toSize,
    String factor,
    int width,
    int height,
    boolean crop,
    String upscaler,
    List<String> ignored) {
  private static final int MOST = 1 << 20;

  /** What a setting is called that asks for nothing. */
  static final String NONE = "None";

  /**
   * Reads the settings beside the pictures.
   *
   * @throws Refusal if one is none
   */
  static SdRequest of(Map<String, JsonNode> fields) {
    double mode = number(fields, "resize_mode", 0);
    if (mode != 0 && mode != 1) {
      throw bad("'resize_mode' must be 0 or 1.");
    }
    List<String> ignored = new ArrayList<>();
    for (String name :
        List.of("gfpgan_visibility", "codeformer_visibility", "extras_upscaler_2_visibility")) {
      if (number(fields, name, 0) != 0) {
        ignored.add(name);
      }
    }
    return new SdRequest(
        mode == 1,
        text(number(fields, "upscaling_resize", 2)),
        side(fields, "upscaling_resize_w"),
        side(fields, "upscaling_resize_h"),
        flag(fields, "upscaling_crop"),
        Optional.ofNullable(fields.get("upscaler_1"))
            .filter(node -> !node.isNull())
            .map(JsonNode::asText)
            .orElse(NONE),
        ignored);
  }

  /** The settings of the job for a picture, without the model. */
  Map<String, List<String>> values(PictureHeader picture) {
    Map<String, List<String>> values = new TreeMap<>();
    if (!toSize) {
      values.put(JobOption.SCALE.key(), List.of(factor));
    } else if ((long) width * picture.height() >= (long) height * picture.width()) {
      values.put(JobOption.WIDTH.key(), List.of(Integer.toString(width)));
    } else {
      values.put(JobOption.HEIGHT.key(), List.of(Integer.toString(height)));
    }
    return values;
  }

  private static String text(double number) {
    return java.math.BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private static double number(Map<String, JsonNode> fields, String name, double usual) {
    JsonNode node = fields.get(name);
    if (node == null || node.isNull()) {
      return usual;
    }
    double value = node.isNumber() ? node.asDouble() : Double.NaN;
    if (!(Math.abs(value) <= MOST)) {
      throw bad("'" + name + "' must be a number.");
    }
    return value;
  }

  private static int side(Map<String, JsonNode> fields, String name) {
    double value = number(fields, name, 512);
    if (value < 1 || value != Math.rint(value)) {
      throw bad("'" + name + "' must be a whole number from 1 on.");
    }
    return (int) value;
  }

  private static boolean flag(Map<String, JsonNode> fields, String name) {
    JsonNode node = fields.get(name);
    if (node == null || node.isNull()) {
      return true;
    }
    if (!node.isBoolean()) {
      throw bad("'" + name + "' must be true or false.");
    }
    return node.asBoolean();
  }

  private static Refusal bad(String sentence) {
    return new Refusal(Refusal.BAD_REQUEST, sentence);
  }
}
