package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.degrade.PairMaker;
import io.github.resshift.degrade.Recipe;
import io.github.resshift.image.AtomicFile;
import io.github.resshift.image.FileNames;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.jobs.batch.InputFinder;
import io.github.resshift.jobs.batch.Inputs;
import io.github.resshift.jobs.batch.LeftOut;
import io.github.resshift.jobs.batch.PictureNames;
import io.github.resshift.jobs.batch.Readability;
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
import java.util.concurrent.Callable;
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
    PairMaker pairs = new PairMaker(recipe, factor(recipe));
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
      try {
        degrade(source, pairs);
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
      String seeded = replay == null ? Long.toString(seed) : "replayed from " + replay;
      String program = new VersionProvider().getVersion()[0];
      AtomicFile.write(output.resolve("recipe.json"), pairs.provenance(seeded, program));
    }
    if (!common.quiet) {
      err.println((all - failed) + " of " + all + " pictures, recipe " + recipe.word());
    }
    return ExitCode.ofBatch(failed, all);
  }

  private void degrade(Inputs.Source source, PairMaker pairs) throws IOException {
    String name = name(source);
    if (replay == null) {
      pairs.make(source.file(), name, output, seed, record);
      return;
    }
    Path file = Files.isDirectory(replay) ? FileNames.resolve(replay, name + ".json") : replay;
    pairs.replay(source.file(), name, output, file);
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

  private Recipe recipe() {
    try {
      return Recipe.of(recipeName);
    } catch (IllegalArgumentException e) {
      throw new Ranges(spec.commandLine()).refuse(e.getMessage());
    }
  }

  private int factor(Recipe recipe) {
    Ranges ranges = new Ranges(spec.commandLine());
    ranges.between("--scale", scale, 1, Recipe.MAX_SCALE);
    try {
      return recipe.scale(scale);
    } catch (IllegalArgumentException e) {
      throw ranges.refuse(e.getMessage());
    }
  }
}
