package io.github.resshift.cli;

import io.github.resshift.cli.batch.BatchListener;
import io.github.resshift.cli.batch.BatchPlan;
import io.github.resshift.cli.batch.BatchPlanner;
import io.github.resshift.cli.batch.BatchRunner;
import io.github.resshift.cli.batch.Cancellation;
import io.github.resshift.cli.batch.InputFinder;
import io.github.resshift.cli.batch.Inputs;
import io.github.resshift.cli.batch.JsonLines;
import io.github.resshift.cli.batch.Ledger;
import io.github.resshift.cli.batch.OutputTarget;
import io.github.resshift.cli.batch.PictureResult;
import io.github.resshift.cli.batch.PictureResult.Status;
import io.github.resshift.cli.batch.PictureWork;
import io.github.resshift.cli.batch.UsageException;
import io.github.resshift.cli.journal.Journal;
import io.github.resshift.cli.journal.Past;
import io.github.resshift.cli.journal.RunSettings;
import io.github.resshift.cli.progress.BarProgress;
import io.github.resshift.cli.progress.LineProgress;
import io.github.resshift.cli.progress.Summary;
import io.github.resshift.cli.progress.Terminal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/** What all commands that make pictures have in common: plan, work, displays, exit code. */
final class BatchSession {
  private static final double NANOS = 1e9;

  private final CommandLine command;
  private final OutputOptions output;
  private final CommonOptions common;

  BatchSession(CommandLine command, OutputOptions output, CommonOptions common) {
    this.command = command;
    this.output = output;
    this.common = common;
  }

  /**
   * Works on everything that {@code inputs} mean.
   *
   * @param facts looks at the model; asked for when results go to a folder, which has a journal
   * @param opener loads the work; it writes files through the given cancellation
   * @return the exit code
   */
  int run(
      List<String> inputs, Supplier<ModelFacts> facts, Function<Cancellation, PictureWork> opener) {
    OutputTarget target = target(inputs);
    if (target instanceof OutputTarget.File) {
      return run(plan(inputs, target, Past.none()), opener, Ledger.NONE, List.of());
    }
    RunSettings settings = OptionValues.of(command, facts.get(), target.format());
    try (Journal journal = Journal.open(target.path())) {
      BatchPlan plan = plan(inputs, target, journal.past(settings));
      return run(plan, opener, Ledger.of(journal, settings), journal.warnings());
    }
  }

  private int run(
      BatchPlan plan,
      Function<Cancellation, PictureWork> opener,
      Ledger ledger,
      List<String> warned) {
    long start = System.nanoTime();
    Cancellation cancellation = new Cancellation();
    List<String> warnings = new ArrayList<>(warned);
    try (Cancellation.Guard guard = cancellation.watch(this::announceCancel)) {
      BatchRunner runner =
          new BatchRunner(
              () -> {
                PictureWork work = opener.apply(cancellation);
                warnings.addAll(work.warnings());
                return work;
              },
              listeners(),
              cancellation,
              Failures::sentence,
              ledger);
      List<PictureResult> results = runner.run(plan);
      double seconds = (System.nanoTime() - start) / NANOS;
      Summary summary = new Summary(results, warnings, plan.items().size(), seconds);
      runner.stopped().ifPresent(summary::stopped);
      summary.print(command.getErr(), common.quiet);
      if (cancellation.requested()) {
        return ExitCode.CANCELLED;
      }
      if (runner.stopped().isPresent()) {
        return ExitCode.FAILED;
      }
      ledger.end();
      return ExitCode.ofBatch(summary.count(Status.FAILED), plan.items().size());
    }
  }

  private void announceCancel() {
    if (!common.quiet) {
      PrintWriter err = command.getErr();
      err.println();
      err.println("resshift: cancelled; pictures that were finished are kept.");
      err.flush();
    }
  }

  private OutputTarget target(List<String> inputs) {
    try {
      return OutputTarget.of(output.output, inputs, output.format());
    } catch (UsageException e) {
      throw new CommandLine.ParameterException(command, e.getMessage(), e);
    }
  }

  private BatchPlan plan(List<String> inputs, OutputTarget target, Past past) {
    try {
      Inputs found = InputFinder.find(inputs, target.path());
      return BatchPlanner.plan(found, target, output.existing, past);
    } catch (UsageException e) {
      throw new CommandLine.ParameterException(command, e.getMessage(), e);
    }
  }

  private List<BatchListener> listeners() {
    List<BatchListener> listeners = new ArrayList<>();
    if (output.json) {
      listeners.add(new JsonLines(command.getOut()));
    }
    if (common.quiet) {
      return listeners;
    }
    // A bar is redrawn in place, which other lines on the same terminal would tear.
    boolean otherLines = common.verbose || (output.json && System.console() != null);
    if (Terminal.onErrorStream() && !otherLines) {
      listeners.add(new BarProgress(System.err, Terminal.columns()));
    } else {
      listeners.add(new LineProgress(command.getErr(), common.verbose));
    }
    return listeners;
  }
}
