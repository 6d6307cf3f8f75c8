package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import io.github.resshift.config.ConfigNode;
import java.io.File;
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
public record Recipe(
    String word, int usualScale, boolean shrinks, IntFunction<Degradation> degradation) {
  /** The largest scale. */
  public static final int MAX_SCALE = 16;

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
  public record Made(Tensor hq, Tensor lq, Optional<Tensor> mask) {}

  private static Recipe shrinking(String word, IntFunction<Degradation> degradation) {
    return new Recipe(word, DEFAULT_SCALE, true, degradation);
  }

  /**
   * The recipe that a word on the command line means: a name, or the file of a training
   * configuration.
   *
   * @throws IllegalArgumentException with one sentence if it means none
   * @throws ResShiftException if the file is not as it should be
   */
  public static Recipe of(String word) {
    Optional<Recipe> named =
        NAMED.stream().filter(recipe -> recipe.word().equals(word)).findFirst();
    // A java.io.File is no file, and throws nothing, where the text could not be a path.
    File file = new File(word);
    if (named.isEmpty() && !file.isFile()) {
      throw new IllegalArgumentException(
          "--recipe must be realesrgan, realesrgan-test, bicubic, face, mask or the file of a"
              + " training configuration, not '"
              + word
              + "'.");
    }
    return named.orElseGet(() -> ofFile(file.toPath()));
  }

  /**
   * The scale of pairs.
   *
   * @param wanted what the user says, from 1 to {@link #MAX_SCALE}, or null
   * @throws IllegalArgumentException with one sentence if the recipe cannot do it
   */
  public int scale(Integer wanted) {
    if (shrinks) {
      return wanted == null ? usualScale : wanted;
    }
    if (wanted != null && wanted != 1) {
      throw new IllegalArgumentException(
          "--scale " + wanted + " does not go with --recipe " + word + ", which is x1.");
    }
    return 1;
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
