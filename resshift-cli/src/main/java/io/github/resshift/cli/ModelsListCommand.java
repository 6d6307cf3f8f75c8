package io.github.resshift.cli;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelCatalog.Entry;
import io.github.resshift.catalog.ModelDescription;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code resshift models list}: every model that has a name. */
@Command(
    name = "list",
    sortOptions = false,
    description = "Lists the models that can be named, and whether their weights are here.")
final class ModelsListCommand implements Callable<Integer> {
  private static final String ROW = "%-17s %-17s %5s %6s  %-10s %s%n";

  private final Supplier<ModelCatalog> catalog;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print a JSON array, for programs.")
  private boolean json;

  @Mixin private CommonOptions common;

  ModelsListCommand(Supplier<ModelCatalog> catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    ModelCatalog models = catalog.get();
    PrintWriter out = spec.commandLine().getOut();
    List<Entry> entries = models.list();
    if (json) {
      out.println(ModelJson.of(entries));
    } else {
      out.printf(ROW, "NAME", "TASK", "SCALE", "STEPS", "WEIGHTS", "WHAT IT IS");
      entries.forEach(entry -> printRow(out, entry));
    }
    out.flush();
    if (common.verbose) {
      spec.commandLine().getErr().println("Models are kept in " + models.home());
    }
    return ExitCode.DONE;
  }

  private static void printRow(PrintWriter out, Entry entry) {
    ModelDescription model = entry.description();
    out.printf(
        ROW,
        entry.name(),
        model.task().label(),
        "x" + model.scale(),
        model.defaultSteps().orElse(model.diffusion().steps()),
        entry.state().name().toLowerCase(Locale.ROOT),
        model.note().lines().findFirst().orElse(""));
  }
}
