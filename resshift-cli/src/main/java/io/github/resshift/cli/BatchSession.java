package io.github.resshift.cli;

import io.github.resshift.catalog.Task;
import io.github.resshift.cli.progress.BarProgress;
import io.github.resshift.cli.progress.JsonLines;
import io.github.resshift.cli.progress.LineProgress;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.cli.progress.Summary;
import io.github.resshift.cli.progress.Terminal;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.BatchJob;
import io.github.resshift.jobs.BatchJob.Outcome;
import io.github.resshift.jobs.FolderSettings;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.PictureMakers;
import io.github.resshift.jobs.Planning;
import io.github.resshift.jobs.Planning.Planned;
import io.github.resshift.jobs.batch.BatchListener;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.DryRun;
import io.github.resshift.jobs.batch.Forecast;
import io.github.resshift.jobs.batch.Inputs;
import io.github.resshift.jobs.batch.Ledger;
import io.github.resshift.jobs.batch.LeftOut;
import io.github.resshift.jobs.batch.OutputTarget;
import io.github.resshift.jobs.batch.PictureResult;
import io.github.resshift.jobs.batch.PictureResult.Status;
import io.github.resshift.jobs.batch.Shard;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.jobs.journal.Journal;
import io.github.resshift.jobs.journal.Past;
import io.github.resshift.jobs.journal.RunSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What all commands that make pictures have in common: plan, work, displays, exit code. */
final class BatchSession {
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
   * @return the exit code
   */
  int run(Task task, List<String> inputs, PictureMakers makers) {
    output.check(new Ranges(command));
    JobSettings settings = JobArguments.settings(task, command);
    PrintWriter err = command.getErr();
    try (StandardStreams streams = new StandardStreams(command, inputs, output.output, output)) {
      ModelFacts model = makers.facts(settings.restore());
      Planning planning = planning(settings, model, streams);
      BatchJob job = new BatchJob(makers, settings, output.folders.jobs, output.folders.keepTimes);
      int code =
          planning.target() instanceof OutputTarget.Folder
              ? inFolder(planning, settings.identity(model, planning.target().format()), job)
              : besides(planning, job);
      streams.send();
      return code;
    } catch (UsageException e) {
      // What makes no sense as it was asked for is the command line's fault.
      throw new ParameterException(command, e.getMessage(), e);
    } finally {
      command.setErr(err);
    }
  }

  private Planning planning(JobSettings settings, ModelFacts model, StandardStreams streams) {
    FolderSettings folders =
        new FolderSettings(
            output.existing,
            Optional.ofNullable(output.folders.namePattern),
            output.folders.exclude.read(command),
            output.folders.shard());
    boolean oneFile = streams.toOutput();
    List<String> inputs = streams.inputs();
    OutputTarget target = target(settings, model, streams, inputs);
    if (!(target instanceof OutputTarget.Folder)) {
      refuseFolderOptions();
    }
    return new Planning(settings, model, folders, inputs, target, oneFile);
  }

  private OutputTarget target(
      JobSettings settings, ModelFacts model, StandardStreams streams, List<String> inputs) {
    if (streams.toOutput()) {
      PictureFormat format = output.format().orElse(PictureFormat.PNG);
      return new OutputTarget.File(streams.output(format.suffix()), format);
    }
    return output.output == null
        ? OutputTarget.beside(inputs, Planning.wordBeside(settings, model), output.format())
        : OutputTarget.of(output.output, inputs, output.format());
  }

  private void refuseFolderOptions() {
    if (output.folders.watch || output.folders.namePattern != null) {
      throw new UsageException(
          (output.folders.watch ? "--watch" : "--name-pattern")
              + " is for results in a folder"
              + (output.output == null
                  ? "; name one with --output."
                  : ", but --output '" + output.output + "' is one file; name a folder."));
    }
  }

  /** Results that are named or lie beside their inputs, of which no journal is kept. */
  private int besides(Planning planning, BatchJob job) {
    if (output.folders.dryRun) {
      return dryRun(planning.dryPlan(Past.none()));
    }
    Planned planned = planning.plan(Past.none());
    announceTiff(planned);
    Forecast forecast = planned.plan().todo().size() > 1 ? planned.forecast() : Forecast.NONE;
    return run(
        forecast,
        List.of(),
        (listeners, cancel) -> job.run(planning, planned, Ledger.NONE, listeners, cancel));
  }

  private int inFolder(Planning planning, RunSettings identity, BatchJob job) {
    Path folder = planning.target().path();
    String name = output.folders.shard().map(Shard::journal).orElse(Journal.NAME);
    try (Journal journal =
        output.folders.dryRun ? Journal.look(folder, name) : Journal.open(folder, name)) {
      Past past = journal.past(identity);
      if (output.folders.dryRun) {
        return dryRun(planning.dryPlan(past));
      }
      Ledger ledger = Ledger.of(journal, identity);
      if (output.folders.watch) {
        say("Watching " + String.join(", ", planning.inputs()) + "; Ctrl-C ends it.");
        return run(
            planning.nothing().forecast(),
            journal.warnings(),
            (listeners, cancel) -> job.watch(planning, past, ledger, listeners, cancel));
      }
      Planned planned = planning.plan(past);
      tellLeftOut(planned.found());
      announce(planned.plan(), planned.forecast());
      announceTiff(planned);
      return run(
          planned.forecast(),
          journal.warnings(),
          (listeners, cancel) -> job.run(planning, planned, ledger, listeners, cancel));
    }
  }

  private int run(
      Forecast forecast,
      List<String> warnings,
      BiFunction<List<BatchListener>, Cancellation, Outcome> job) {
    Cancellation cancellation = new Cancellation();
    try (Cancellation.Guard guard = cancellation.watch(this::announceCancel)) {
      Outcome outcome = job.apply(listeners(forecast), cancellation);
      List<String> all = new ArrayList<>(warnings);
      all.addAll(outcome.warnings());
      Summary summary = new Summary(outcome.results(), all, outcome.planned(), outcome.seconds());
      outcome.stopped().ifPresent(summary::stopped);
      summary.print(command.getErr(), common.quiet);
      if (outcome.cancelled()) {
        return ExitCode.CANCELLED;
      }
      return outcome.stopped().isPresent()
          ? ExitCode.FAILED
          : ExitCode.ofBatch(outcome.count(Status.FAILED), outcome.planned());
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
