package io.github.resshift.degrade;

import java.util.Map;
import java.util.Set;

/** Reads a {@link MaskRecipe} from configuration keys; absent keys keep the published value. */
final class MaskKeys {
  private static final String WEIGHT = "weight";

  private MaskKeys() {}

  static MaskRecipe read(Map<String, ?> section) {
    KeyValues keys = new KeyValues("mask", section, Set.of("sf", "strokes", "boxes", "borders"));
    keys.requireScaleOne();
    MaskRecipe from = MaskRecipe.PUBLISHED;
    KeyValues strokes =
        keys.map(
            "strokes",
            Set.of(WEIGHT, "max_angle", "max_len", "max_width", "min_times", "max_times"));
    KeyValues boxes =
        keys.map(
            "boxes", Set.of(WEIGHT, "margin", "min_size", "max_size", "min_times", "max_times"));
    KeyValues borders =
        keys.map(
            "borders",
            Set.of(WEIGHT, "min_padding", "max_padding", "left", "top", "right", "bottom"));
    return new MaskRecipe(
        strokes.atLeast(WEIGHT, from.irregularWeight(), 0),
        strokes(strokes, from.strokes()),
        boxes.atLeast(WEIGHT, from.boxWeight(), 0),
        boxes(boxes, from.boxes()),
        borders.atLeast(WEIGHT, from.outpaintingWeight(), 0),
        borders(borders, from.borders()));
  }

  private static MaskRecipe.Strokes strokes(KeyValues keys, MaskRecipe.Strokes from) {
    return new MaskRecipe.Strokes(
        keys.integer("max_angle", from.maxAngle()),
        keys.integer("max_len", from.maxLength()),
        keys.integer("max_width", from.maxWidth()),
        keys.integer("min_times", from.minTimes()),
        keys.integer("max_times", from.maxTimes()));
  }

  private static MaskRecipe.Boxes boxes(KeyValues keys, MaskRecipe.Boxes from) {
    return new MaskRecipe.Boxes(
        keys.integer("margin", from.margin()),
        keys.integer("min_size", from.minSize()),
        keys.integer("max_size", from.maxSize()),
        keys.integer("min_times", from.minTimes()),
        keys.integer("max_times", from.maxTimes()));
  }

  private static MaskRecipe.Borders borders(KeyValues keys, MaskRecipe.Borders from) {
    return new MaskRecipe.Borders(
        keys.probability("min_padding", from.minPadding()),
        keys.probability("max_padding", from.maxPadding()),
        keys.probability("left", from.left()),
        keys.probability("top", from.top()),
        keys.probability("right", from.right()),
        keys.probability("bottom", from.bottom()));
  }
}
