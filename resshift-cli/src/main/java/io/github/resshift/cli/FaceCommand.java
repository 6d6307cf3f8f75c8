package io.github.resshift.cli;

import io.github.resshift.catalog.Task;
import io.github.resshift.jobs.PictureMakers;
import java.util.List;
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
      "Restores faces: aligned crops of 512 x 512 pixels with the face in the middle.",
      "Pictures of another size are restored too, and the result says so, but the model knows"
          + " faces only at that size. Faces of whole photographs are named with --box: there is no"
          + " search for them, and they should look straight up. Needs the published weights: 'resshift models info' says"
          + " where they come from."
    },
    footer = {
      "",
      "Examples:",
      "  resshift face crops/ -o restored/",
      "  resshift face family.jpg --box 310,95,120,150 --box 520,110,115,140 -o better.jpg"
    })
final class FaceCommand implements Callable<Integer> {
  private final PictureMakers makers;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Aligned crops, folders (with everything below them, hidden files aside), or quoted"
              + " patterns such as 'in/**/*.png', where ** crosses folders; '-' is the standard input.")
  private List<String> inputs;

  @Mixin private OutputOptions output;

  @Mixin private CommonOptions common;

  FaceCommand(PictureMakers makers) {
    this.makers = makers;
  }

  @Override
  public Integer call() {
    return new BatchSession(spec.commandLine(), output, common).run(Task.FACE, inputs, makers);
  }
}
