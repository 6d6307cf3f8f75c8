package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads the section {@code degradation} of a training configuration: one recipe with the published
 * keys, or {@code mix}, a list of recipes with shares; and {@code gray}, how often a picture is
 * black and white.
 */
public final class DegradationSettings {
  /** Keys of the published files that belong to the batch and the crop, not to the pictures. */
  private static final List<String> ELSEWHERE =
      List.of("gt_size", "queue_size", "resize_back", "num_lq_channels");

  private static final String NAMES = "published, milder, bicubic, face or mask";

  private DegradationSettings() {}

  /**
   * The degradation that the section describes.
   *
   * @param section the values by key; an empty map is the published recipe
   * @param scale by how much results are smaller where {@code sf} does not say it
   * @throws ResShiftException naming the key that is unknown or has a wrong value
   */
  public static Degradation read(Map<String, ?> section, int scale) {
    Map<String, Object> keys = new LinkedHashMap<>(section);
    ELSEWHERE.forEach(keys::remove);
    Object gray = keys.remove("gray");
    Degradation pictures = keys.get("mix") == null ? recipe(keys, scale) : mixture(keys, scale);
    return gray == null ? pictures : gray(pictures, gray);
  }

  private static Degradation gray(Degradation pictures, Object gray) {
    if (!(gray instanceof Number n) || !(n.doubleValue() >= 0 && n.doubleValue() <= 1)) {
      throw new ResShiftException(
          "The degradation setting gray is " + gray + "; give a probability from 0 to 1.");
    }
    return n.doubleValue() == 0 ? pictures : new GrayPictures(pictures, n.doubleValue());
  }

  private static Degradation mixture(Map<String, Object> keys, int scale) {
    TreeSet<String> others = new TreeSet<>(keys.keySet());
    others.removeAll(List.of("mix", "sf"));
    if (!others.isEmpty()) {
      throw new ResShiftException(
          "The degradation setting "
              + others.first()
              + " has no effect beside mix; write it into the entries of mix.");
    }
    if (!(keys.get("mix") instanceof List<?> entries) || entries.isEmpty()) {
      throw new ResShiftException(
          "The degradation setting mix is "
              + keys.get("mix")
              + "; give a list such as [{share: 0.7, recipe: milder}, {share: 0.3, recipe:"
              + " bicubic}].");
    }
    int common = keys.get("sf") == null ? scale : scale(keys.get("sf"));
    List<MixedDegradation.Part> parts = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Object entry = entries.get(i);
      parts.add(named("degradation.mix, entry " + (i + 1), () -> part(entry, common)));
    }
    return named("degradation.mix", () -> new MixedDegradation(parts));
  }

  private static MixedDegradation.Part part(Object entry, int scale) {
    if (!(entry instanceof Map<?, ?> map)) {
      throw new ResShiftException(
          "'" + entry + "' is no recipe; give a map such as {share: 0.3, recipe: milder}.");
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    map.forEach((key, value) -> keys.put((String) key, value));
    if (!(keys.remove("share") instanceof Number share)) {
      throw new ResShiftException(
          "It needs a share, a number above 0 and at most 1, not '" + map.get("share") + "'.");
    }
    if (keys.get("recipe") == null) {
      throw new ResShiftException("It needs a recipe: " + NAMES + ".");
    }
    if (keys.containsKey("sf")) {
      throw new ResShiftException("The setting sf is one for all recipes; write it beside mix.");
    }
    return new MixedDegradation.Part(share.doubleValue(), recipe(keys, scale));
  }

  private static Degradation recipe(Map<String, ?> settings, int scale) {
    Map<String, Object> keys = new LinkedHashMap<>(settings);
    Object name = keys.remove("recipe");
    return switch (name == null ? "published" : name.toString()) {
      case "published", "realesrgan" ->
          new RealWorldDegradation(RealWorldRecipe.published(scale).with(keys));
      case "milder", "realesrgan-test" ->
          new RealWorldDegradation(RealWorldRecipe.milder(scale).with(keys));
      case "bicubic" -> bicubic(keys, scale);
      case "face" -> new FaceDegradation(FaceKeys.read(keys));
      case "mask" -> new MaskedDegradation(MaskKeys.read(keys));
      default ->
          throw new ResShiftException(
              "There is no degradation recipe '" + name + "'; choose " + NAMES + ".");
    };
  }

  private static Degradation bicubic(Map<String, Object> keys, int scale) {
    TreeSet<String> unknown = new TreeSet<>(keys.keySet());
    unknown.removeAll(List.of("sf", "jpeg_range"));
    if (!unknown.isEmpty()) {
      throw new ResShiftException(
          "The degradation recipe bicubic has no setting '"
              + unknown.first()
              + "'; known settings are jpeg_range, sf.");
    }
    // Reading through the common keys gives the same checks and messages.
    RealWorldRecipe read = RealWorldRecipe.published(scale).with(keys);
    Degradation reduced = new BicubicDegradation(read.scale());
    return keys.containsKey("jpeg_range")
        ? new CompressedDegradation(reduced, read.jpeg())
        : reduced;
  }

  private static int scale(Object sf) {
    return RealWorldRecipe.published(1).with(Map.of("sf", sf)).scale();
  }

  private static <T> T named(String where, Supplier<T> body) {
    try {
      return body.get();
    } catch (ResShiftException e) {
      throw new ResShiftException(where + ": " + e.getMessage(), e);
    }
  }
}
