package io.github.resshift.cli;

import io.github.resshift.catalog.Task;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.PictureMakers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
      "  resshift upscale 'scans/**/*.tif' -o large/ --seed 7 --json",
      "  resshift upscale family.jpg -o large.png --faces"
    })
final class UpscaleCommand implements Callable<Integer> {
  private final PictureMakers makers;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Pictures, folders (with everything below them, hidden files aside), or quoted patterns"
              + " such as 'in/**/*.png', where ** crosses folders; '-' is the standard input.")
  private List<String> inputs;

  @Mixin private OutputOptions output;

  @Mixin private CommonOptions common;

  UpscaleCommand(PictureMakers makers) {
    this.makers = makers;
  }

  @Override
  public Integer call() {
    Optional<JobSettings> listing = JobArguments.listing(Task.SUPER_RESOLUTION, spec.commandLine());
    if (listing.isPresent()) {
      return new FaceLister(spec.commandLine(), output, common).run(inputs, listing.get());
    }
    return new BatchSession(spec.commandLine(), output, common)
        .run(Task.SUPER_RESOLUTION, inputs, makers);
  }
}
