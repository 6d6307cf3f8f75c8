package io.github.resshift.cli;

import io.github.resshift.jobs.PictureWorks;
import io.github.resshift.jobs.RestoreSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift upscale}: small pictures in, large ones out. */
@Command(
    name = "upscale",
    sortOptions = false,
    description =
        "Makes pictures larger: four times with the model that comes along, or to any size.",
    footer = {
      "",
      "Examples:",
      "  resshift upscale photo.jpg -o large.png",
      "  resshift upscale holidays/ -o large/ --format jpeg --quality 92",
      "  resshift upscale photo.jpg -o poster.png --width 3000 --consistency",
      "  resshift upscale photo.jpg -o mean.png --samples 8 --realism 1",
      "  resshift upscale 'scans/**/*.tif' -o large/ --seed 7 --json"
    })
final class UpscaleCommand implements Callable<Integer> {
  private final PictureWorks works;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Pictures, folders (with everything below them, hidden files aside), or quoted patterns"
              + " such as 'in/**/*.png', where ** crosses folders; '-' is the standard input.")
  private List<String> inputs;

  @Mixin private OutputOptions output;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAME|PATH",
      defaultValue = "bundled",
      description =
          "The model: a name that 'resshift models list' shows, or the path of a model file."
              + " Default: ${DEFAULT-VALUE}.")
  private String model;

  @Mixin private EnlargeOptions enlarge;
  @Mixin private RestoreOptions restore;
  @Mixin private CommonOptions common;

  UpscaleCommand(PictureWorks works) {
    this.works = works;
  }

  @Override
  public Integer call() {
    Ranges ranges = new Ranges(spec.commandLine());
    output.check(ranges);
    enlarge.check(ranges);
    restore.check(ranges);
    RestoreSettings settings = restore.settings(model);
    return new BatchSession(spec.commandLine(), output, common)
        .run(
            inputs,
            new MakingSettings(
                enlarge.settings().result().size(),
                enlarge.settings().samples(),
                (picture, facts) ->
                    enlarge
                        .settings()
                        .result()
                        .passes(picture.width(), picture.height(), facts.scale(), facts.name()),
                Optional.empty()),
            () -> works.facts(settings),
            cancel -> works.upscale(settings, enlarge.settings(), output.results(), cancel));
  }
}
