package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.degrade.BicubicDegradation;
import io.github.resshift.degrade.Degradation;
import io.github.resshift.degrade.DegradationSettings;
import io.github.resshift.degrade.Draws;
import io.github.resshift.degrade.FaceDegradation;
import io.github.resshift.degrade.FaceRecipe;
import io.github.resshift.degrade.MaskRecipe;
import io.github.resshift.degrade.MaskedDegradation;
import io.github.resshift.degrade.Pair;
import io.github.resshift.degrade.RealWorldDegradation;
import io.github.resshift.degrade.RealWorldRecipe;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;

/**
 * A way to damage pictures: one that has a name, or the one of a training configuration.
 *
 * @param word the name on the command line, or the file
 * @param usualScale by how much results are smaller unless the user says otherwise
 * @param shrinks whether the user may say otherwise
 * @param degradation makes pairs at a scale
 */
record Recipe(String word, int usualScale, boolean shrinks, IntFunction<Degradation> degradation) {
  private static final int DEFAULT_SCALE = 4;

  /** Recipes that leave pictures as large as they are. */
  private static final List<String> KEEP_SIZE = List.of("face", "mask");

  private static final List<Recipe> NAMED =
      List.of(
          shrinking("realesrgan", n -> new RealWorldDegradation(RealWorldRecipe.published(n))),
          shrinking("realesrgan-test", n -> new RealWorldDegradation(RealWorldRecipe.milder(n))),
          shrinking("bicubic", BicubicDegradation::new),
          new Recipe("face", 1, false, n -> new FaceDegradation(FaceRecipe.PUBLISHED)),
          new Recipe("mask", 1, false, n -> new MaskedDegradation(MaskRecipe.PUBLISHED)));

  /**
   * What a recipe made of a picture.
   *
   * @param hq the clean picture, [1, 3, H, W] in [0, 1]
   * @param lq the damaged one
   * @param mask 1 where the picture is unknown, [1, 1, H, W]; for {@code mask} only
   */
  record Made(Tensor hq, Tensor lq, Optional<Tensor> mask) {}

  private static Recipe shrinking(String word, IntFunction<Degradation> degradation) {
    return new Recipe(word, DEFAULT_SCALE, true, degradation);
  }

  /** The recipe of this name, if there is one. */
  static Optional<Recipe> named(String word) {
    return NAMED.stream().filter(recipe -> recipe.word().equals(word)).findFirst();
  }

  /**
   * The recipe, or the mixture of several, of a training configuration. Its scale is {@code
   * degradation.sf}, else the chain's.
   *
   * @throws ResShiftException if the file has no section {@code degradation}, or a wrong one
   */
  static Recipe ofFile(Path file) {
    ConfigNode root = ConfigNode.read(file);
    if (!root.isMap("degradation")) {
      throw new ResShiftException(
          file + " has no section 'degradation'; name a training configuration that has one.");
    }
    Map<String, Object> section = root.at("degradation").toMap();
    int chain =
        root.find("diffusion")
            .flatMap(diffusion -> diffusion.find("params"))
            .map(params -> params.integer("sf", DEFAULT_SCALE))
            .orElse(DEFAULT_SCALE);
    Degradation written = DegradationSettings.read(section, chain);
    boolean shrinks = !KEEP_SIZE.contains(String.valueOf(section.get("recipe")));
    return new Recipe(
        file.toString(),
        written.scale(),
        shrinks,
        scale -> shrinks ? DegradationSettings.read(withScale(section, scale), scale) : written);
  }

  private static Map<String, Object> withScale(Map<String, Object> section, int scale) {
    Map<String, Object> changed = new LinkedHashMap<>(section);
    changed.put("sf", scale);
    return changed;
  }

  /** All settings as JSON text. */
  String describe(int scale) {
    return degradation.apply(scale).describe();
  }

  /** Damages one picture [1, 3, H, W] in [0, 1], whose sides divide by the scale. */
  Made apply(Tensor picture, int scale, Draws draws) {
    Pair pair = degradation.apply(scale).degrade(picture, draws);
    return new Made(pair.gt(), pair.lq(), Optional.ofNullable(pair.mask()));
  }
}
