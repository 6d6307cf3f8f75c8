package io.github.resshift.cli;

import io.github.resshift.catalog.ModelCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift models import}: takes in weights files that were got by other means. */
@Command(
    name = "import",
    sortOptions = false,
    description = {
      "Copies downloaded weights files of a published model to where they are looked for. The"
          + " contents tell the denoiser from the autoencoder."
    },
    footer = {
      "",
      "Example:",
      "  resshift models import realsr-v3 resshift_realsrx4_s4_v3.pth autoencoder_vq_f4.pth"
    })
final class ModelsImportCommand implements Callable<Integer> {
  private final Supplier<ModelCatalog> catalog;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description =
          "Name of a published model, or of the files that a measure needs: lpips-alex, lpips-vgg,"
              + " lpips-squeeze, niqe, perceptual.")
  private String name;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "Weights files.")
  private List<Path> files;

  @Mixin private CommonOptions common;

  ModelsImportCommand(Supplier<ModelCatalog> catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    ModelCatalog models = catalog.get();
    for (Path file : files) {
      Path target =
          models
              .measureFiles()
              .find(name)
              .map(set -> models.measureFiles().importFile(set, file))
              .orElseGet(() -> models.importFile(name, file));
      if (!common.quiet) {
        spec.commandLine().getErr().println(file + ": copied to " + target);
      }
    }
    return ExitCode.DONE;
  }
}
