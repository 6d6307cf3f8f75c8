package io.github.resshift.degrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.ResShiftException;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Makes the pair of one picture: {@code hq/NAME.png}, {@code lq/NAME.png}, for masks {@code
 * mask/NAME.png} (white is the hole), and if wanted {@code records/NAME.json} with every decision.
 * What happens to a picture depends on the seed and its name alone. Thread-safe.
 */
public final class PairMaker {
  private final Recipe recipe;
  private final int scale;

  /**
   * Size of the clean picture of a pair.
   *
   * @param width in pixels
   * @param height in pixels
   */
  public record Size(long width, long height) {}

  /**
   * Pairs by a recipe.
   *
   * @param scale how many times smaller the damaged picture is; one that the recipe can
   */
  public PairMaker(Recipe recipe, int scale) {
    this.recipe = recipe;
    this.scale = scale;
  }

  /**
   * Makes a pair. The clean picture is cropped to a multiple of the scale at the right and below.
   *
   * @param picture the file
   * @param name below the folders of the output, with slashes and without a suffix
   * @param record whether the decisions are written, too
   * @throws ResShiftException if the picture cannot be read or is too small
   * @throws IllegalArgumentException if the recipe cannot take it
   * @throws IOException if a folder cannot be made
   */
  public Size make(Path picture, String name, Path output, long seed, boolean record)
      throws IOException {
    try (var scope = Scope.open()) {
      Tensor clean = clean(picture);
      SeededDraws draws = SeededDraws.of(seed, key(name));
      write(name, recipe.apply(clean, scale, draws), output);
      if (record) {
        DrawRecordFile.write(draws.record(), place(output, "records", name + ".json"));
      }
      return new Size(clean.size(3), clean.size(2));
    }
  }

  /**
   * Makes a pair again by the decisions of a record.
   *
   * @throws IllegalArgumentException if the record is not one of this recipe
   */
  public void replay(Path picture, String name, Path output, Path record) throws IOException {
    try (var scope = Scope.open()) {
      Tensor clean = clean(picture);
      write(name, recipe.apply(clean, scale, DrawRecordFile.read(record).replay()), output);
    }
  }

  private Tensor clean(Path file) {
    Tensor picture = Pixels.rgb(new PictureReader().read(file));
    long height = picture.size(2) / scale * scale;
    long width = picture.size(3) / scale * scale;
    if (height == 0 || width == 0) {
      throw new ResShiftException(
          "It has fewer than " + scale + " pixels a side; use a smaller --scale.");
    }
    return picture.narrow(2, 0, height).narrow(3, 0, width).contiguous();
  }

  private static void write(String name, Recipe.Made made, Path output) throws IOException {
    write(place(output, "hq", name + ".png"), Pixels.picture(made.hq(), null, 8, false));
    write(place(output, "lq", name + ".png"), Pixels.picture(made.lq(), null, 8, false));
    if (made.mask().isPresent()) {
      long[] shape = {1, 3, made.hq().size(2), made.hq().size(3)};
      Tensor mask = made.mask().get().expand(shape).contiguous();
      write(place(output, "mask", name + ".png"), Pixels.picture(mask, null, 8, true));
    }
  }

  private static void write(Path file, Picture picture) {
    PictureWriter.write(picture, file, PictureFormat.PNG, PictureWriter.DEFAULT_QUALITY);
  }

  private static Path place(Path output, String kind, String name) throws IOException {
    Path file = FileNames.resolve(output.resolve(kind), name);
    Files.createDirectories(file.getParent());
    return file;
  }

  /** FNV-1a over the name's bytes: the same on every machine. */
  private static long key(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : FileNames.encode(name)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    return hash;
  }

  /**
   * How a folder of pairs was made, {@code "format": "resshift-pairs/1"}, as the text of a file.
   *
   * @param seed the seed, or words in its place
   * @param program name and version
   */
  public String provenance(String seed, String program) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("format", "resshift-pairs/1");
    root.put("recipe", recipe.word());
    root.put("scale", scale);
    root.put("seed", seed);
    try {
      root.put("settings", new ObjectMapper().readTree(recipe.describe(scale)));
      root.put("program", program);
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe that is no JSON", e);
    }
  }
}
