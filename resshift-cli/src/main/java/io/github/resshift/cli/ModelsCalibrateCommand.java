package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ResolvedModel;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.cli.report.PictureSet;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureException;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.batch.LeftOut;
import io.github.resshift.model.Guide;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.model.GuidedNet;
import io.github.resshift.model.GuidedNetConfig;
import io.github.resshift.model.RangeFinder;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift models calibrate}: finds the ranges that {@code --precision int8} needs. */
@Command(
    name = "calibrate",
    sortOptions = false,
    description = {
      "Finds in which range the activations of a model's guide lie on pictures of the kind that it"
          + " will see, as small and as damaged. With the file named in the model's model.yaml"
          + " (weights: ranges:) the model has --precision int8."
    },
    footer = {
      "",
      "Example:",
      "  resshift models calibrate my-model/model.yaml small/ -o my-model/ranges.safetensors"
    })
final class ModelsCalibrateCommand implements Callable<Integer> {
  /** Of a larger picture the middle is looked at. */
  private static final int SIDE = 128;

  private final Supplier<ModelCatalog> catalog;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model with a guide.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "DIR",
      description = "Folder of small pictures; of larger ones the middle 128x128 pixels count.")
  private Path folder;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write; one that is there is replaced when the new one is whole.")
  private Path output;

  @Option(
      names = "--widen",
      paramLabel = "FILE",
      description = "Begin with the ranges of this file, which these pictures can only widen.")
  private Path widen;

  @Mixin private ExcludeOption exclude;
  @Mixin private CommonOptions common;

  ModelsCalibrateCommand(Supplier<ModelCatalog> catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    PictureSet pictures = PictureSet.of("pictures", folder, exclude.read(spec.commandLine()));
    if (!common.quiet) {
      LeftOut.describe(pictures.leftOut(), common.verbose)
          .forEach(line -> err.println(Plain.line(line)));
    }
    ResolvedModel model = catalog.get().resolve(name);
    Engine.start();
    RangeFinder finder = new RangeFinder();
    if (widen != null) {
      try (WeightSource ranges = WeightFiles.open(widen)) {
        finder.begin(ranges);
      }
    }
    try (Guide guide = guide(model);
        GuidedNet network = network(model)) {
      PictureReader reader = new PictureReader();
      int done = 0;
      for (Path file : pictures.pictures().values()) {
        done++;
        if (!common.quiet) {
          err.println(Plain.line("[%d/%d] %s".formatted(done, pictures.pictures().size(), file)));
        }
        try (var scope = Scope.open()) {
          finder.see(guide, network, middle(reader.read(file, note -> {})));
        } catch (PictureException e) {
          err.println("left out: " + e.getMessage());
        }
      }
    }
    write(finder, pictures.pictures().size());
    return ExitCode.DONE;
  }

  private static Guide guide(ResolvedModel model) {
    ModelDescription description = model.description();
    GuideConfig config =
        description
            .guide()
            .orElseThrow(
                () ->
                    new ResShiftException(
                        "The model "
                            + description.name()
                            + " has no guide, and int8 is for guides alone; name another model."));
    try (WeightSource weights = model.openGuide().orElseThrow()) {
      return Guide.load(config, weights, Placement.cpu());
    }
  }

  /** Whatever stands on a guide is a network of this kind. */
  private static GuidedNet network(ResolvedModel model) {
    try (WeightSource weights = model.openNetwork()) {
      GuidedNetConfig config = (GuidedNetConfig) model.description().network();
      return GuidedNet.load(config, weights, Placement.cpu());
    }
  }

  private static Tensor middle(Picture picture) {
    int rows = Math.min(SIDE, picture.height());
    int columns = Math.min(SIDE, picture.width());
    int top = (picture.height() - rows) / 2;
    int left = (picture.width() - columns) / 2;
    return Pixels.rgb(picture, top, left, rows, columns).mul(new Scalar(2)).sub(new Scalar(1));
  }

  private void write(RangeFinder finder, int count) throws IOException {
    try (var scope = Scope.open()) {
      Map<String, Tensor> steps = finder.steps();
      if (steps.isEmpty()) {
        throw new ResShiftException(
            "No picture in " + folder + " could be read, so there are no ranges to write.");
      }
      Safetensors.write(output, steps, Map.of("pictures", Integer.toString(count)));
      if (!common.quiet) {
        spec.commandLine().getErr().println(output + ": ranges of " + steps.size() + " layers");
      }
    }
  }
}
