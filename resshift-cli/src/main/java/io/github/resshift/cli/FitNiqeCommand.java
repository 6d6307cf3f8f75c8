package io.github.resshift.cli;

import io.github.resshift.cli.progress.Plain;
import io.github.resshift.cli.report.PictureSet;
import io.github.resshift.image.PictureException;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.batch.LeftOut;
import io.github.resshift.metric.NiqeFit;
import io.github.resshift.metric.NiqeModel;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift fit-niqe}: makes a pristine model for NIQE from photographs. */
@Command(
    name = "fit-niqe",
    sortOptions = false,
    description = {
      "Makes the pristine model that the measure niqe compares with, from good photographs: of each"
          + " one the blocks of 96x96 pixels that are sharper than three quarters of its sharpest."
    },
    footer = {
      "",
      "Example:",
      "  resshift fit-niqe photos/ -o mine.json --source 'my photographs'",
      "  resshift evaluate --pred results --niqe-model mine.json"
    })
final class FitNiqeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Folder of photographs.")
  private Path folder;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The model file, JSON.")
  private Path output;

  @Option(
      names = "--source",
      paramLabel = "TEXT",
      description = "Words that say what photographs these are. Default: the folder's name.")
  private String source;

  @Option(
      names = "--max-side",
      paramLabel = "N",
      description =
          "Leave out photographs with a longer side, whose pixels are often interpolated by the"
              + " camera. Default: none are.")
  private Integer maxSide;

  @Mixin private ExcludeOption exclude;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    PictureSet photographs = PictureSet.of("photographs", folder, exclude.read(spec.commandLine()));
    if (!common.quiet) {
      LeftOut.describe(photographs.leftOut(), common.verbose)
          .forEach(line -> err.println(Plain.line(line)));
    }
    NiqeFit fit = new NiqeFit();
    PictureReader reader = new PictureReader();
    for (Path file : photographs.pictures().values()) {
      try (var scope = Scope.open()) {
        var picture = reader.read(file, note -> {});
        if (maxSide == null || Math.max(picture.width(), picture.height()) <= maxSide) {
          int blocks = fit.add(Pixels.rgb(picture));
          if (common.verbose) {
            err.println(file + ": " + blocks + " blocks");
          }
        }
      } catch (PictureException e) {
        err.println("left out: " + e.getMessage());
      }
    }
    String words =
        source != null ? source : String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    NiqeModel model = fit.model(words);
    model.write(output);
    if (!common.quiet) {
      err.println(output + ": " + model.origin());
    }
    return ExitCode.DONE;
  }
}
