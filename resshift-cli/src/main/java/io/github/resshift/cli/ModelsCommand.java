package io.github.resshift.cli;

import io.github.resshift.catalog.ModelCatalog;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code resshift models}: the group of commands about models; does nothing by itself. */
@Command(
    name = "models",
    sortOptions = false,
    description = "Lists, shows, fetches and checks models.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Models are kept in the folder RESSHIFT_HOME, else in the platform's folder for caches.",
      "The published weights are for non-commercial use only; 'resshift models info NAME' shows",
      "a model's licence."
    })
final class ModelsCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  private ModelsCommand() {}

  /** The group with its commands, which work on the catalog that {@code catalog} gives. */
  static CommandLine tree(Supplier<ModelCatalog> catalog) {
    return new CommandLine(new ModelsCommand())
        .addSubcommand(new ModelsListCommand(catalog))
        .addSubcommand(new ModelsInfoCommand(catalog))
        .addSubcommand(new ModelsFetchCommand(catalog))
        .addSubcommand(new ModelsVerifyCommand(catalog))
        .addSubcommand(new ModelsImportCommand(catalog))
        .addSubcommand(new ModelsConvertCommand())
        .addSubcommand(new ModelsCalibrateCommand(catalog));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }
}
