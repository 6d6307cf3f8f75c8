package io.github.resshift.cli;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelCatalog.Entry;
import io.github.resshift.catalog.ModelCatalog.EntryFile;
import io.github.resshift.catalog.Verification;
import io.github.resshift.catalog.Verification.Status;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift models verify}: reads the weights files again and compares digests. */
@Command(
    name = "verify",
    sortOptions = false,
    description = {
      "Checks weights files against their published sha256, or against the one recorded when they"
          + " first came here."
    })
final class ModelsVerifyCommand implements Callable<Integer> {
  private final Supplier<ModelCatalog> catalog;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "Names of models. Without any: all models that have a file here.")
  private List<String> names = List.of();

  @Mixin private CommonOptions common;

  ModelsVerifyCommand(Supplier<ModelCatalog> catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    ModelCatalog models = catalog.get();
    boolean all = names.isEmpty();
    List<String> wanted =
        all
            ? models.list().stream()
                .filter(entry -> entry.files().stream().anyMatch(EntryFile::present))
                .map(Entry::name)
                .toList()
            : names.stream().map(models::entry).map(Entry::name).toList();
    PrintWriter out = spec.commandLine().getOut();
    int failed = 0;
    for (String name : wanted) {
      boolean usable = true;
      for (Verification file : models.verify(name)) {
        // A model that nobody asked for may be half here.
        usable &= file.usable() || all && file.status() == Status.MISSING;
        if (!common.quiet || !file.usable()) {
          String status = file.status().name().toLowerCase(Locale.ROOT);
          out.printf("%-17s %-9s %s (%s)%n", name, status, file.path(), file.detail());
        }
      }
      failed += usable ? 0 : 1;
    }
    if (wanted.isEmpty() && !common.quiet) {
      out.println("There are no weights files in " + models.home() + ".");
    }
    out.flush();
    return ExitCode.ofBatch(failed, wanted.size());
  }
}
