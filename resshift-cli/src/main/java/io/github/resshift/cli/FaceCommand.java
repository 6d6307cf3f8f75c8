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

/** {@code resshift face}: damaged portraits in, clean ones of the same size out. */
@Command(
    name = "face",
    sortOptions = false,
    description = {
      "Restores the faces of photographs: they are found, turned upright, brought to 512 x 512"
          + " pixels, restored, and laid back with a soft rim; the rest of the picture stays as it"
          + " is. A picture of 512 x 512 pixels is taken as one aligned crop.",
      "Restoring needs the published weights: 'resshift models info faceir' says where they come"
          + " from. Finding faces (--faces list) needs nothing."
    },
    footer = {
      "",
      "Examples:",
      "  resshift face family.jpg -o better.jpg",
      "  resshift face holidays/ --faces list --min-face 60",
      "  resshift face crops/ -o restored/ --faces aligned",
      "  resshift face family.jpg --box 310,95,120,150 --box 520,110,115,140 -o better.jpg"
    })
final class FaceCommand implements Callable<Integer> {
  private final PictureMakers makers;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Photographs or aligned crops, folders (with everything below them, hidden files aside),"
              + " or quoted patterns such as 'in/**/*.png', where ** crosses folders; '-' is the"
              + " standard input.")
  private List<String> inputs;

  @Mixin private OutputOptions output;

  @Mixin private CommonOptions common;

  FaceCommand(PictureMakers makers) {
    this.makers = makers;
  }

  @Override
  public Integer call() {
    Optional<JobSettings> listing = JobArguments.listing(Task.FACE, spec.commandLine());
    if (listing.isPresent()) {
      return new FaceLister(spec.commandLine(), output, common).run(inputs, listing.get());
    }
    return new BatchSession(spec.commandLine(), output, common).run(Task.FACE, inputs, makers);
  }
}
