package io.github.resshift.cli;

import io.github.resshift.jobs.PictureWorks;
import io.github.resshift.jobs.RestoreSettings;
import io.github.resshift.restore.Box;
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
  private final PictureWorks works;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Aligned crops, folders (with everything below them, hidden files aside), or quoted"
              + " patterns such as 'in/**/*.png', where ** crosses folders; '-' is the standard input.")
  private List<String> inputs;

  @Option(
      names = "--box",
      paramLabel = "X,Y,W,H",
      converter = BoxValue.class,
      description =
          "A face in a whole photograph: left, top, width, height in pixels, from hair line to"
              + " chin. It is cut out with room around it, restored at 512 x 512 pixels and laid"
              + " back with a soft rim; the rest of the picture stays as it is. May be given many"
              + " times. Default: the whole picture is one aligned crop.")
  private List<Box> boxes = List.of();

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
            MakingSettings.ofModel("restored"),
            () -> works.facts(settings),
            cancel -> works.face(settings, boxes, output.results(), cancel));
  }
}
