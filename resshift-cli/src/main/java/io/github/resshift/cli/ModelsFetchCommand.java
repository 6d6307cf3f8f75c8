package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.MeasureFiles;
import io.github.resshift.catalog.MeasureFiles.FileSet;
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
import java.util.function.Consumer;
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

  @Parameters(
      arity = "1..*",
      paramLabel = "NAME",
      description =
          "Names of published models, or of the files that measures need: lpips-alex, lpips-vgg,"
              + " lpips-squeeze, niqe. (models/fetch-perceptual.sh gets those of perceptual.)")
  private List<String> names;

  @Mixin private CommonOptions common;

  ModelsFetchCommand(Supplier<ModelCatalog> catalog) {
    this.catalog = catalog;
  }

  @Override
  public Integer call() {
    ModelCatalog models = catalog.get();
    MeasureFiles measures = models.measureFiles();
    List<Runnable> wanted =
        names.stream()
            .map(
                name ->
                    measures
                        .find(name)
                        .<Runnable>map(set -> () -> fetch(measures, set))
                        .orElseGet(() -> fetching(models, models.entry(name))))
            .toList();
    PrintWriter err = spec.commandLine().getErr();
    int failed = 0;
    for (Runnable fetch : wanted) {
      try {
        fetch.run();
      } catch (ResShiftException e) {
        failed++;
        err.println("resshift: " + e.getMessage());
      }
    }
    return ExitCode.ofBatch(failed, wanted.size());
  }

  private Runnable fetching(ModelCatalog models, Entry entry) {
    return () -> {
      if (entry.state() == State.ABSENT) {
        sayLicence(entry.name(), entry.description().licence());
      }
      String end =
          entry.description().hasWeights() ? "ready" : "has no published weights to run with";
      withProgress(listener -> models.fetch(entry.name(), listener), entry.name() + ": " + end);
    };
  }

  private void fetch(MeasureFiles measures, FileSet set) {
    if (!measures.present(set)) {
      sayLicence(set.name(), set.licence());
    }
    withProgress(listener -> measures.fetch(set, listener), set.name() + ": ready");
  }

  private void sayLicence(String name, String licence) {
    if (!common.quiet) {
      spec.commandLine().getErr().println(name + ": licence: " + licence);
    }
  }

  private void withProgress(Consumer<ProgressListener> fetch, String end) {
    PrintWriter err = spec.commandLine().getErr();
    if (common.quiet) {
      fetch.accept(ProgressListener.NONE);
      return;
    }
    if (Terminal.onErrorStream()) {
      try (DownloadBar bar = new DownloadBar(System.err, Terminal.columns())) {
        fetch.accept(bar);
      }
    } else {
      fetch.accept(new DownloadLines(err));
    }
    err.println(end);
  }
}
