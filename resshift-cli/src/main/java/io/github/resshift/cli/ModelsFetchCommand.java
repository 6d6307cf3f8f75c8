package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelCatalog.Entry;
import io.github.resshift.catalog.ModelCatalog.State;
import io.github.resshift.catalog.ProgressListener;
import io.github.resshift.cli.progress.DownloadBar;
import io.github.resshift.cli.progress.DownloadLines;
import io.github.resshift.cli.progress.Terminal;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resshift models fetch}: downloads the weights of published models. */
@Command(
    name = "fetch",
    sortOptions = false,
    description = "Downloads the weights of published models; goes on with a broken download.",
    footer = {
      "",
      "The files come from the authors' release on GitHub. Behind a proxy:",
      "  RESSHIFT_JAVA_OPTS='-Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT'",
      "",
      "Example:",
      "  resshift models fetch realsr-v3"
    })
final class ModelsFetchCommand implements Callable<Integer> {
  private final Supplier<ModelCatalog> catalog;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "NAME", description = "Names of published models.")
  private List<String> names;

  @Mixin private CommonOptions common;

  ModelsFetchCommand(Supplier<ModelCatalog> catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    ModelCatalog models = catalog.get();
    List<Entry> wanted = names.stream().map(models::entry).toList();
    PrintWriter err = spec.commandLine().getErr();
    int failed = 0;
    for (Entry entry : wanted) {
      try {
        fetch(models, entry);
      } catch (ResShiftException e) {
        failed++;
        err.println("resshift: " + e.getMessage());
      }
    }
    return ExitCode.ofBatch(failed, wanted.size());
  }

  private void fetch(ModelCatalog models, Entry entry) {
    PrintWriter err = spec.commandLine().getErr();
    if (!common.quiet && entry.state() == State.ABSENT) {
      err.println(entry.name() + ": licence: " + entry.description().licence());
    }
    if (common.quiet) {
      models.fetch(entry.name(), ProgressListener.NONE);
      return;
    }
    if (Terminal.onErrorStream()) {
      try (DownloadBar bar = new DownloadBar(System.err, Terminal.columns())) {
        models.fetch(entry.name(), bar);
      }
    } else {
      models.fetch(entry.name(), new DownloadLines(err));
    }
    String end =
        entry.description().hasWeights() ? "ready" : "has no published weights to run with";
    err.println(entry.name() + ": " + end);
  }
}
