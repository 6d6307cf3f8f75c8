package io.github.resshift.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.ResShiftException;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.degrade.DrawRecordFile;
import io.github.resshift.degrade.SeededDraws;
import io.github.resshift.image.AtomicFile;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.jobs.batch.InputFinder;
import io.github.resshift.jobs.batch.Inputs;
import io.github.resshift.jobs.batch.LeftOut;
import io.github.resshift.jobs.batch.PictureNames;
import io.github.resshift.jobs.batch.Readability;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  @Mixin private ExcludeOption exclude;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    Recipe recipe = recipe();
    int factor = factor(recipe);
    Inputs found = InputFinder.find(inputs, output, exclude.read(spec.commandLine()));
    Map<Inputs.Source, String> unusable = unusable(found);
    if (replay != null && !Files.isDirectory(replay) && found.pictures().size() > 1) {
      throw new Ranges(spec.commandLine())
          .refuse("--replay FILE is for one picture; name the folder of records for several.");
    }
    PrintWriter err = spec.commandLine().getErr();
    if (!common.quiet) {
      LeftOut.describe(found.leftOut(), common.verbose)
          .forEach(line -> err.println(Plain.line(line)));
    }
    found.problems().forEach(p -> tell(p.input(), p.reason()));
    int failed = found.problems().size() + unusable.size();
    for (Inputs.Source source : found.pictures()) {
      String file = FileNames.text(source.file());
      if (unusable.containsKey(source)) {
        tell(file, unusable.get(source));
        continue;
      }
      try (var scope = Scope.open()) {
        degrade(source, recipe, factor);
        if (common.verbose) {
          err.println(Plain.line(file));
        }
      } catch (ResShiftException | IllegalArgumentException e) {
        failed++;
        tell(file, e.getMessage());
      } catch (FileSystemException e) { // the folder or the name of this result
        failed++;
        tell(file, FailureText.sentence(e));
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
      Path file = Files.isDirectory(replay) ? FileNames.resolve(replay, name + ".json") : replay;
      write(name, recipe.apply(clean, factor, DrawRecordFile.read(file).replay()));
      return;
    }
    SeededDraws draws = SeededDraws.of(seed, key(name));
    write(name, recipe.apply(clean, factor, draws));
    if (record) {
      Path file = FileNames.resolve(output.resolve("records"), name + ".json");
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
    Path file = FileNames.resolve(output.resolve(kind), name + ".png");
    Files.createDirectories(file.getParent());
    PictureWriter.write(picture, file, PictureFormat.PNG, PictureWriter.DEFAULT_QUALITY);
  }

  private void tell(String file, String reason) {
    String words = reason.startsWith(file) ? reason : file + ": " + reason;
    spec.commandLine().getErr().println("resshift: " + Plain.line(words));
  }

  /**
   * Sources of one name of which only one can be read: what is wrong with the others.
   *
   * @throws picocli.CommandLine.ParameterException if several can be read
   */
  private Map<Inputs.Source, String> unusable(Inputs found) {
    Map<String, List<Inputs.Source>> names = new LinkedHashMap<>();
    for (Inputs.Source source : found.pictures()) {
      names.computeIfAbsent(name(source), name -> new ArrayList<>()).add(source);
    }
    Map<Inputs.Source, String> reasons = new HashMap<>();
    for (List<Inputs.Source> all : names.values()) {
      if (all.size() > 1) {
        all.forEach(
            source ->
                Readability.problem(source.file())
                    .ifPresent(reason -> reasons.put(source, reason)));
        requireOne(all.stream().filter(source -> !reasons.containsKey(source)).toList());
      }
    }
    return reasons;
  }

  private void requireOne(List<Inputs.Source> readable) {
    if (readable.size() > 1) {
      throw new Ranges(spec.commandLine())
          .refuse(
              "'"
                  + readable.get(0).file()
                  + "' and '"
                  + readable.get(1).file()
                  + "' would have one name in the output; rename one of them.");
    }
  }

  private static String name(Inputs.Source source) {
    return PictureNames.withoutSuffix(source.place());
  }

  /** FNV-1a over the name's bytes: the same on every machine. */
  private static long key(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : FileNames.encode(name)) {
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
