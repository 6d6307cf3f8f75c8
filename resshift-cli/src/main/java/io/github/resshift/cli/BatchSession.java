package io.github.resshift.cli;

import io.github.resshift.cli.Planning.Planned;
import io.github.resshift.cli.progress.BarProgress;
import io.github.resshift.cli.progress.JsonLines;
import io.github.resshift.cli.progress.LineProgress;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.cli.progress.Summary;
import io.github.resshift.cli.progress.Terminal;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.batch.BatchListener;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.BatchRunner;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.DryRun;
import io.github.resshift.jobs.batch.Forecast;
import io.github.resshift.jobs.batch.Inputs;
import io.github.resshift.jobs.batch.Ledger;
import io.github.resshift.jobs.batch.LeftOut;
import io.github.resshift.jobs.batch.OutputTarget;
import io.github.resshift.jobs.batch.PictureResult;
import io.github.resshift.jobs.batch.PictureResult.Status;
import io.github.resshift.jobs.batch.PictureWork;
import io.github.resshift.jobs.batch.Pipeline;
import io.github.resshift.jobs.batch.Watch;
import io.github.resshift.jobs.journal.Journal;
import io.github.resshift.jobs.journal.Past;
import io.github.resshift.jobs.journal.RunSettings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/** What all commands that make pictures have in common: plan, work, displays, exit code. */
final class BatchSession {
  private static final double NANOS = 1e9;
  private static final long SETTLE_MILLIS = 2_000;
  private static final long PAUSE_MILLIS = 500;

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
   * @param making what results are, for the plan
   * @param facts looks at the model
   * @param opener loads the work; it writes files through the given cancellation
   * @return the exit code
   */
  int run(
      List<String> inputs,
      MakingSettings making,
      Supplier<ModelFacts> facts,
      Function<Cancellation, PictureWork> opener) {
    PrintWriter err = command.getErr();
    try (StandardStreams streams = new StandardStreams(command, inputs, output.output, output)) {
      ModelFacts model = facts.get();
      Planning planning = new Planning(command, output, making, streams, model);
      int code =
          planning.target() instanceof OutputTarget.Folder
              ? inFolder(planning, model, opener)
              : besides(planning, opener);
      streams.send();
      return code;
    } finally {
      command.setErr(err);
    }
  }

  /** Results that are named or lie beside their inputs, of which no journal is kept. */
  private int besides(Planning planning, Function<Cancellation, PictureWork> opener) {
    Planned planned = planning.plan(Past.none());
    if (output.folders.dryRun) {
      return dryRun(planned);
    }
    announceTiff(planned);
    Forecast forecast = planned.plan().work().size() > 1 ? planned.forecast() : Forecast.NONE;
    return run(new Task(planned.plan(), forecast, Ledger.NONE, List.of()), planning, opener);
  }

  private int inFolder(
      Planning planning, ModelFacts model, Function<Cancellation, PictureWork> opener) {
    OutputTarget target = planning.target();
    RunSettings settings = OptionValues.of(command, model, target.format());
    try (Journal journal =
        output.folders.dryRun ? Journal.look(target.path()) : Journal.open(target.path())) {
      Past past = journal.past(settings);
      Planned planned = output.folders.watch ? planning.nothing() : planning.plan(past);
      if (output.folders.dryRun) {
        return dryRun(planned);
      }
      Ledger ledger = Ledger.of(journal, settings);
      Task task = new Task(planned.plan(), planned.forecast(), ledger, journal.warnings());
      if (output.folders.watch) {
        say("Watching " + String.join(", ", planning.inputs()) + "; Ctrl-C ends it.");
        return run(
            task.watching(planning::find, (in, n) -> planning.plan(in, past, n).plan()),
            planning,
            opener);
      }
      tellLeftOut(planned.found());
      announce(planned.plan(), planned.forecast());
      announceTiff(planned);
      return run(task, planning, opener);
    }
  }

  /**
   * What there is to do.
   *
   * @param watch looks for further items, given a cancellation; null if there are none to come
   */
  private record Task(
      BatchPlan plan,
      Forecast forecast,
      Ledger ledger,
      List<String> warnings,
      Function<Cancellation, Iterator<BatchPlan.Item>> watch) {
    Task(BatchPlan plan, Forecast forecast, Ledger ledger, List<String> warnings) {
      this(plan, forecast, ledger, warnings, null);
    }

    Task watching(Supplier<Inputs> find, BiFunction<Inputs, Integer, BatchPlan> planner) {
      return new Task(
          plan,
          forecast,
          ledger,
          warnings,
          cancel -> new Watch(find, planner, cancel, SETTLE_MILLIS, PAUSE_MILLIS));
    }

    Iterator<BatchPlan.Item> items(Cancellation cancellation) {
      return watch == null ? plan.items().iterator() : watch.apply(cancellation);
    }
  }

  private int run(Task task, Planning planning, Function<Cancellation, PictureWork> opener) {
    long start = System.nanoTime();
    Cancellation cancellation = new Cancellation();
    List<String> warnings = new ArrayList<>(task.warnings());
    try (Cancellation.Guard guard = cancellation.watch(this::announceCancel);
        Pipeline pipeline =
            new Pipeline(Math.max(1, output.folders.jobs), task.forecast()::pixels)) {
      BatchRunner runner =
          new BatchRunner(
              () -> {
                PictureWork work = opener.apply(cancellation);
                warnings.addAll(work.warnings());
                return work;
              },
              listeners(task.forecast()),
              cancellation,
              FailureText::sentence,
              task.ledger());
      if (output.folders.keepTimes) {
        runner.keepingTimes(planning.extras());
      }
      boolean several = task.watch() != null || task.plan().work().size() > 1;
      if (several && output.folders.jobs > 0) {
        runner.overlapping(pipeline);
      }
      List<PictureResult> results = runner.run(task.plan(), task.items(cancellation));
      int planned = task.watch() == null ? task.plan().items().size() : results.size();
      double seconds = (System.nanoTime() - start) / NANOS;
      Summary summary = new Summary(results, warnings, planned, seconds);
      runner.stopped().ifPresent(summary::stopped);
      summary.print(command.getErr(), common.quiet);
      if (cancellation.requested()) {
        return ExitCode.CANCELLED;
      }
      if (runner.stopped().isPresent()) {
        return ExitCode.FAILED;
      }
      task.ledger().end();
      return ExitCode.ofBatch(summary.count(Status.FAILED), planned);
    }
  }

  private int dryRun(Planned planned) {
    BatchPlan plan = planned.plan();
    tellLeftOut(planned.found());
    BatchListener listener =
        output.json
            ? new JsonLines(command.getOut())
            : new LineProgress(command.getOut(), false, Forecast.NONE);
    List<PictureResult> results = DryRun.run(plan, planned.forecast(), List.of(listener));
    announce(plan, planned.forecast());
    announceTiff(planned);
    say("Nothing was done (--dry-run).");
    int failed = new Summary(results, List.of(), results.size(), 0).count(Status.FAILED);
    return ExitCode.ofBatch(failed, results.size());
  }

  private void announceTiff(Planned planned) {
    planned.forecast().tooLargeForTiff(planned.plan()).ifPresent(this::say);
  }

  private void tellLeftOut(Inputs found) {
    LeftOut.describe(found.leftOut(), common.verbose).forEach(this::say);
  }

  private void announce(BatchPlan plan, Forecast forecast) {
    if (plan.items().size() > 1) {
      say(forecast.describe(plan));
    }
    forecast.shortage(plan).ifPresent(this::say);
  }

  private void say(String sentence) {
    if (!common.quiet) {
      command.getErr().println(Plain.line(sentence));
      command.getErr().flush();
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

  private List<BatchListener> listeners(Forecast forecast) {
    List<BatchListener> listeners = new ArrayList<>();
    if (output.json) {
      listeners.add(new JsonLines(command.getOut()));
    }
    if (common.quiet) {
      return listeners;
    }
    // A bar is redrawn in place, which other lines on the same terminal would tear.
    boolean otherLines =
        common.verbose || output.folders.watch || (output.json && System.console() != null);
    if (Terminal.onErrorStream() && !otherLines) {
      listeners.add(new BarProgress(System.err, Terminal.columns()));
    } else {
      listeners.add(new LineProgress(command.getErr(), common.verbose, forecast));
    }
    return listeners;
  }
}
