package io.github.resshift.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift face}: damaged portraits in, clean ones of the same size out. */
@Command(
    name = "face",
    sortOptions = false,
    description = {
      "Restores faces: aligned crops of 512 x 512 pixels with the face in the middle.",
      "Pictures of another size are restored too, and the result says so, but the model knows"
          + " faces only at that size. Needs the published weights: 'resshift models info' says"
          + " where they come from."
    },
    footer = {"", "Example:", "  resshift face crops/ -o restored/"})
final class FaceCommand implements Callable<Integer> {
  private final PictureWorks works;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Aligned crops, folders (with everything below them, hidden files aside), or quoted"
              + " patterns such as 'in/**/*.png', where ** crosses folders.")
  private List<String> inputs;

  @Mixin private OutputOptions output;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "NAME|PATH",
      defaultValue = "faceir",
      description =
          "The model: a name that 'resshift models list' shows, or the path of a model file."
              + " Default: ${DEFAULT-VALUE}.")
  private String model;

  @Mixin private RestoreOptions restore;
  @Mixin private CommonOptions common;

  FaceCommand(PictureWorks works) {
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
            inputs,
            () -> works.facts(settings),
            cancel -> works.face(settings, output.results(), cancel));
  }
}
