package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.InpaintSettings;
import io.github.resshift.jobs.PictureWorks;
import io.github.resshift.jobs.RestoreSettings;
import io.github.resshift.restore.Box;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    footer = {
      "",
      "Examples:",
      "  resshift inpaint torn.png --mask tear.png -o whole.png",
      "  resshift inpaint cut-out.png --mask alpha --dilate 2 --feather 4 -o whole.png",
      "  resshift inpaint street.jpg --box 40,60,32,90 --box 200,60,32,90 -o empty.png"
    })
final class InpaintCommand implements Callable<Integer> {
  private static final int MOST_RIM = 1000;

  private final PictureWorks works;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1",
      paramLabel = "INPUT",
      description = "The picture; '-' is the standard input.")
  private String input;

  @Option(
      names = "--mask",
      paramLabel = "MASK|alpha",
      description =
          "What is to be filled: a picture of the same size as the input, white where a hole is,"
              + " black where the input is kept (other values count as the nearer of the two); or"
              + " the word alpha for all that is not opaque in the input, which makes the result"
              + " opaque. Default: only the boxes.")
  private Path mask;

  @Option(
      names = "--box",
      paramLabel = "X,Y,W,H",
      converter = BoxValue.class,
      description =
          "Fill this rectangle (left, top, width, height in pixels), too. May be given many times."
              + " Default: none.")
  private List<Box> boxes = List.of();

  @Option(
      names = "--dilate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Grow holes by so many pixels first, 0 to "
              + MOST_RIM
              + ", where their rims show what is to go. Default: ${DEFAULT-VALUE}.")
  private int dilate;

  @Option(
      names = "--feather",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Let the filling fade into the input over so many pixels around the hole, 0 to "
              + MOST_RIM
              + ". Outside of hole and rim every pixel stays as it is. Default: ${DEFAULT-VALUE}.")
  private int feather;

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
    ranges.between("--dilate", dilate, 0, MOST_RIM);
    ranges.between("--feather", feather, 0, MOST_RIM);
    if (mask == null && boxes.isEmpty()) {
      throw ranges.refuse("Nothing says what is to be filled; use --mask or --box.");
    }
    RestoreSettings settings = restore.settings(model);
    return new BatchSession(spec.commandLine(), output, common)
        .run(
            List.of(input),
            MakingSettings.ofModel("filled").checking((picture, facts) -> checkMask(picture)),
            () -> works.facts(settings),
            cancel -> works.inpaint(settings, inpaint(), output.results(), cancel));
  }

  private boolean alpha() {
    return mask != null && mask.toString().equals("alpha");
  }

  private void checkMask(PictureHeader picture) {
    if (mask == null || alpha()) {
      return;
    }
    PictureHeader hole = new PictureReader().header(mask);
    if (hole.width() != picture.width() || hole.height() != picture.height()) {
      throw new ResShiftException(
          String.format(
              Locale.ROOT,
              "The mask is %dx%d, but the picture is %dx%d; both must have the same size.",
              hole.width(),
              hole.height(),
              picture.width(),
              picture.height()));
    }
  }

  private InpaintSettings inpaint() {
    boolean alpha = alpha();
    return new InpaintSettings(
        Optional.ofNullable(mask).filter(file -> !alpha), alpha, boxes, dilate, feather);
  }
}
