package io.github.resshift.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    footer = {"", "Example:", "  resshift inpaint torn.png --mask tear.png -o whole.png"})
final class InpaintCommand implements Callable<Integer> {
  private final PictureWorks works;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1", paramLabel = "INPUT", description = "The picture.")
  private String input;

  @Option(
      names = "--mask",
      paramLabel = "MASK",
      required = true,
      description =
          "A picture of the same size as the input: white where a hole is to be filled, black"
              + " where the input is kept; other values count as the nearer of the two.")
  private Path mask;

  @Mixin private OutputOptions output;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAME|PATH",
      defaultValue = "inpaint-imagenet",
      description =
          "The model: a name that 'resshift models list' shows, or the path of a model file."
              + " Default: ${DEFAULT-VALUE}.")
  private String model;

  @Mixin private RestoreOptions restore;
  @Mixin private CommonOptions common;

  InpaintCommand(PictureWorks works) {
    this.works = works;
  }

  @Override
  public Integer call() {
    Ranges ranges = new Ranges(spec.commandLine());
    output.check(ranges);
    restore.check(ranges);
    RestoreSettings settings = restore.settings(model);
    return new BatchSession(spec.commandLine(), output, common)
        .run(
            List.of(input),
            () -> works.facts(settings),
            cancel -> works.inpaint(settings, mask, output.results(), cancel));
  }
}
