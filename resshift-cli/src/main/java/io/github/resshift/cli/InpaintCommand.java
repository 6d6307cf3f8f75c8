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

/** {@code resshift inpaint}: fills the holes of a picture. */
@Command(
    name = "inpaint",
    sortOptions = false,
    description = {
      "Fills the holes of a picture; what the mask keeps stays as it is.",
      "Needs the published weights: 'resshift models info' says where they come from."
    },
    footer = {
      "",
      "Examples:",
      "  resshift inpaint torn.png --mask tear.png -o whole.png",
      "  resshift inpaint cut-out.png --mask alpha --dilate 2 --feather 4 -o whole.png",
      "  resshift inpaint street.jpg --box 40,60,32,90 --box 200,60,32,90 -o empty.png"
    })
final class InpaintCommand implements Callable<Integer> {
  private final PictureMakers makers;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1",
      paramLabel = "INPUT",
      description = "The picture; '-' is the standard input.")
  private String input;

  @Mixin private OutputOptions output;

  @Mixin private CommonOptions common;

  InpaintCommand(PictureMakers makers) {
    this.makers = makers;
  }

  @Override
  public Integer call() {
    return new BatchSession(spec.commandLine(), output, common)
        .run(Task.INPAINT, List.of(input), makers);
  }
}
