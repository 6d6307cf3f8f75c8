package io.github.resshift.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.ResShiftException;
import io.github.resshift.degrade.DrawRecordFile;
import io.github.resshift.degrade.SeededDraws;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.jobs.batch.InputFinder;
import io.github.resshift.jobs.batch.Inputs;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.AtomicFile;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift degrade}: makes pairs of damaged and clean pictures. */
@Command(
    name = "degrade",
    sortOptions = false,
    description = {
      "Damages clean pictures: writes OUT/lq, OUT/hq and, for masks, OUT/mask (white is the hole).",
      "What happens to a picture depends on the seed and its name below the input folder alone, not"
          + " on the other pictures. OUT/recipe.json says how the folders were made."
    },
    footer = {
      "",
      "Recipes:",
      "  realesrgan       the published training: blur, resize, noise, JPEG, often twice",
      "  realesrgan-test  milder, as the published test pairs",
      "  bicubic          MATLAB's bicubic reduction",
      "  face             aligned faces, at the same size",
      "  mask             holes: strokes, boxes or borders",
      "  FILE.yaml        the degradation, or the mixture of several, of a training configuration",
      "",
      "Examples:",
      "  resshift degrade photos/ -o pairs --recipe realesrgan-test --seed 1 --record",
      "  resshift degrade photos/a.png -o again --recipe realesrgan-test",
      "    --replay pairs/records/a.json"
    })
final class DegradeCommand implements Callable<Integer> {
  private static final int MAX_SCALE = 16;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description = "Clean pictures, folders, or quoted patterns such as 'in/**/*.png'.")
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Folder of the pairs. Files that are there already are replaced.")
  private Path output;

  @Option(
      names = "--recipe",
      required = true,
      paramLabel = "NAME|FILE",
      description =
          "realesrgan, realesrgan-test, bicubic, face, mask, or a training configuration.")
  private String recipeName;

  @Option(
      names = "--scale",
      paramLabel = "N",
      description =
          "How many times smaller the damaged pictures are, 1 to 16; clean ones are cropped to"
              + " multiples of it at the right and below. Default: 4, for face and mask 1, of a file"
              + " what it says.")
  private Integer scale;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all random decisions. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--record", description = "Write every decision to OUT/records, for --replay.")
  private boolean record;

  @Option(
      names = "--replay",
      paramLabel = "FILE|DIR",
      description =
          "Take the decisions from a record (for one input) or from the folder of records of a"
              + " run. Recipe and scale must be those of the record.")
  private Path replay;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Recipe recipe = recipe();
    int factor = factor(recipe);
    Inputs found = InputFinder.find(inputs, output);
    requireDistinctNames(found);
    if (replay != null && !Files.isDirectory(replay) && found.pictures().size() > 1) {
      throw new Ranges(spec.commandLine())
          .refuse("--replay FILE is for one picture; name the folder of records for several.");
    }
    PrintWriter err = spec.commandLine().getErr();
    found.problems().forEach(p -> err.println("resshift: " + p.input() + ": " + p.reason()));
    int failed = found.problems().size();
    for (Inputs.Source source : found.pictures()) {
      try (var scope = Scope.open()) {
        degrade(source, recipe, factor);
        if (common.verbose) {
          err.println(source.file());
        }
      } catch (ResShiftException | IllegalArgumentException e) {
        failed++;
        err.println("resshift: " + source.file() + ": " + e.getMessage());
      }
    }
    int all = found.pictures().size() + found.problems().size();
    if (failed < all) {
      AtomicFile.write(output.resolve("recipe.json"), provenance(recipe, factor));
    }
    if (!common.quiet) {
      err.println((all - failed) + " of " + all + " pictures, recipe " + recipe.word());
    }
    return ExitCode.ofBatch(failed, all);
  }

  private void degrade(Inputs.Source source, Recipe recipe, int factor) throws IOException {
    String name = name(source);
    Tensor picture = Pixels.rgb(new PictureReader().read(source.file()));
    long height = picture.size(2) / factor * factor;
    long width = picture.size(3) / factor * factor;
    if (height == 0 || width == 0) {
      throw new ResShiftException(
          "It has fewer than " + factor + " pixels a side; use a smaller --scale.");
    }
    Tensor clean = picture.narrow(2, 0, height).narrow(3, 0, width).contiguous();
    if (replay != null) {
      Path file = Files.isDirectory(replay) ? replay.resolve(name + ".json") : replay;
      write(name, recipe.apply(clean, factor, DrawRecordFile.read(file).replay()));
      return;
    }
    SeededDraws draws = SeededDraws.of(seed, key(name));
    write(name, recipe.apply(clean, factor, draws));
    if (record) {
      Path file = output.resolve("records").resolve(name + ".json");
      Files.createDirectories(file.getParent());
      DrawRecordFile.write(draws.record(), file);
    }
  }

  private void write(String name, Recipe.Made made) throws IOException {
    write("hq", name, Pixels.picture(made.hq(), null, 8, false));
    write("lq", name, Pixels.picture(made.lq(), null, 8, false));
    if (made.mask().isPresent()) {
      long[] shape = {1, 3, made.hq().size(2), made.hq().size(3)};
      Tensor mask = made.mask().get().expand(shape).contiguous();
      write("mask", name, Pixels.picture(mask, null, 8, true));
    }
  }

  private void write(String kind, String name, Picture picture) throws IOException {
    Path file = output.resolve(kind).resolve(name + ".png");
    Files.createDirectories(file.getParent());
    PictureWriter.write(picture, file, PictureFormat.PNG, PictureWriter.DEFAULT_QUALITY);
  }

  private void requireDistinctNames(Inputs found) {
    Map<String, Path> names = new HashMap<>();
    for (Inputs.Source source : found.pictures()) {
      Path other = names.put(name(source), source.file());
      if (other != null) {
        throw new Ranges(spec.commandLine())
            .refuse(
                "'"
                    + other
                    + "' and '"
                    + source.file()
                    + "' would have one name in the output; rename one of them.");
      }
    }
  }

  private static String name(Inputs.Source source) {
    String text = source.place().toString().replace('\\', '/');
    int dot = text.lastIndexOf('.');
    return dot > text.lastIndexOf('/') + 1 ? text.substring(0, dot) : text;
  }

  /** FNV-1a over the name's bytes: the same on every machine. */
  private static long key(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    return hash;
  }

  private Recipe recipe() {
    Optional<Recipe> named = Recipe.named(recipeName);
    // A java.io.File is no file, and throws nothing, where the text could not be a path.
    File file = new File(recipeName);
    if (named.isEmpty() && !file.isFile()) {
      throw new Ranges(spec.commandLine())
          .refuse(
              "--recipe must be realesrgan, realesrgan-test, bicubic, face, mask or the file of a"
                  + " training configuration, not '"
                  + recipeName
                  + "'.");
    }
    return named.orElseGet(() -> Recipe.ofFile(file.toPath()));
  }

  private int factor(Recipe recipe) {
    Ranges ranges = new Ranges(spec.commandLine());
    ranges.between("--scale", scale, 1, MAX_SCALE);
    if (recipe.shrinks()) {
      return scale == null ? recipe.usualScale() : scale;
    }
    if (scale != null && scale != 1) {
      throw ranges.refuse(
          "--scale " + scale + " does not go with --recipe " + recipe.word() + ", which is x1.");
    }
    return 1;
  }

  private String provenance(Recipe recipe, int factor) throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("format", "resshift-pairs/1");
    root.put("recipe", recipe.word());
    root.put("scale", factor);
    root.put("seed", replay == null ? Long.toString(seed) : "replayed from " + replay);
    root.put("settings", new ObjectMapper().readTree(recipe.describe(factor)));
    root.put("program", new VersionProvider().getVersion()[0]);
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }
}
