package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.cli.progress.BarProgress;
import io.github.resshift.cli.progress.JsonLines;
import io.github.resshift.cli.progress.LineProgress;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.cli.progress.Summary;
import io.github.resshift.cli.progress.Terminal;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.jobs.Frames;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.batch.BatchListener;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.BatchPlanner;
import io.github.resshift.jobs.batch.BatchRunner;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.DryRun;
import io.github.resshift.jobs.batch.Extras;
import io.github.resshift.jobs.batch.Forecast;
import io.github.resshift.jobs.batch.InputFinder;
import io.github.resshift.jobs.batch.Inputs;
import io.github.resshift.jobs.batch.Ledger;
import io.github.resshift.jobs.batch.NamePattern;
import io.github.resshift.jobs.batch.Naming;
import io.github.resshift.jobs.batch.OutputTarget;
import io.github.resshift.jobs.batch.PictureResult;
import io.github.resshift.jobs.batch.PictureResult.Status;
import io.github.resshift.jobs.batch.PictureWork;
import io.github.resshift.jobs.batch.Pipeline;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.jobs.batch.Watch;
import io.github.resshift.jobs.journal.Journal;
import io.github.resshift.jobs.journal.Past;
import io.github.resshift.jobs.journal.RunSettings;
import io.github.resshift.restore.TargetSize;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/** What all commands that make pictures have in common: plan, work, displays, exit code. */
final class BatchSession {
  private static final double NANOS = 1e9;
  private static final long SETTLE_MILLIS = 2_000;
  private static final long PAUSE_MILLIS = 500;
  private static final Inputs NOTHING = new Inputs(List.of(), List.of());

  private final CommandLine command;
  private final OutputOptions output;
  private final CommonOptions common;

  BatchSession(CommandLine command, OutputOptions output, CommonOptions common) {
    this.command = command;
    this.output = output;
    this.common = common;
  }

  /** As below; results are as large as the model makes them. */
  int run(
      List<String> inputs, Supplier<ModelFacts> facts, Function<Cancellation, PictureWork> opener) {
    return run(inputs, new TargetSize.OfModel(), 1, facts, opener);
  }

  /**
   * Works on everything that {@code inputs} mean.
   *
   * @param size of the results, for the forecast
   * @param samples draws of each picture
   * @param facts looks at the model; asked for when results go to a folder, which has a journal
   * @param opener loads the work; it writes files through the given cancellation
   * @return the exit code
   */
  int run(
      List<String> inputs,
      TargetSize size,
      int samples,
      Supplier<ModelFacts> facts,
      Function<Cancellation, PictureWork> opener) {
    Extras extras = new Extras(output.frames == Frames.ALL, samples);
    OutputTarget target = usage(() -> OutputTarget.of(output.output, inputs, output.format()));
    if (target instanceof OutputTarget.File) {
      refuseFolderOptions();
      BatchPlan plan =
          plan(find(inputs, target), target, Past.none(), Naming.likeSource(), 0, extras);
      if (output.folders.dryRun) {
        return dryRun(plan, forecast(plan, size, facts.get(), target, extras));
      }
      return run(new Task(plan, Forecast.NONE, Ledger.NONE, List.of()), opener);
    }
    ModelFacts model = facts.get();
    RunSettings settings = OptionValues.of(command, model, target.format());
    Naming naming = naming(model, size);
    try (Journal journal =
        output.folders.dryRun ? Journal.look(target.path()) : Journal.open(target.path())) {
      Past past = journal.past(settings);
      Inputs found = output.folders.watch ? NOTHING : find(inputs, target);
      BatchPlan plan = plan(found, target, past, naming, 0, extras);
      Forecast forecast = forecast(plan, size, model, target, extras);
      if (output.folders.dryRun) {
        return dryRun(plan, forecast);
      }
      Task task = new Task(plan, forecast, Ledger.of(journal, settings), journal.warnings());
      if (output.folders.watch) {
        say("Watching " + String.join(", ", inputs) + "; Ctrl-C ends it.");
        return run(
            task.watching(
                () -> find(inputs, target), (in, n) -> plan(in, target, past, naming, n, extras)),
            opener);
      }
      announce(plan, forecast);
      return run(task, opener);
    }
  }

  private static Forecast forecast(
      BatchPlan plan, TargetSize wanted, ModelFacts model, OutputTarget target, Extras extras) {
    return Forecast.of(
        plan, model.scale(), input -> result(wanted, input, model.scale()), extras, target.path());
  }

  private static Optional<PictureHeader> result(TargetSize wanted, PictureHeader input, int scale) {
    try {
      TargetSize.Size size = wanted.of(input.width(), input.height(), scale);
      return Optional.of(input.resized(size.width(), size.height()));
    } catch (ResShiftException e) {
      // A plan is an estimate: that the size is too large is said when it is the picture's turn.
      return Optional.empty();
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

  private int run(Task task, Function<Cancellation, PictureWork> opener) {
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

  private int dryRun(BatchPlan plan, Forecast forecast) {
    BatchListener listener =
        output.json
            ? new JsonLines(command.getOut())
            : new LineProgress(command.getOut(), false, Forecast.NONE);
    List<PictureResult> results = DryRun.run(plan, forecast, List.of(listener));
    announce(plan, forecast);
    say("Nothing was done (--dry-run).");
    int failed = new Summary(results, List.of(), results.size(), 0).count(Status.FAILED);
    return ExitCode.ofBatch(failed, results.size());
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

  private void refuseFolderOptions() {
    if (output.folders.watch || output.folders.namePattern != null) {
      throw new CommandLine.ParameterException(
          command,
          (output.folders.watch ? "--watch" : "--name-pattern")
              + " is for results in a folder, but --output '"
              + output.output
              + "' is one file; name a folder.");
    }
  }

  private Naming naming(ModelFacts model, TargetSize size) {
    String pattern = output.folders.namePattern;
    if (pattern == null) {
      return Naming.likeSource();
    }
    Map<String, String> fixed = new TreeMap<>();
    fixed.put("scale", scale(pattern, model, size));
    fixed.put("model", model.name());
    Object seed = command.getCommandSpec().findOption("--seed").getValue();
    fixed.put("seed", seed.toString());
    return usage(() -> new NamePattern(pattern, fixed));
  }

  private String scale(String pattern, ModelFacts model, TargetSize size) {
    if (size instanceof TargetSize.Times times) {
      return BigDecimal.valueOf(times.scale()).stripTrailingZeros().toPlainString();
    }
    if (size instanceof TargetSize.Within && pattern.contains("{scale}")) {
      throw new CommandLine.ParameterException(
          command,
          "--name-pattern has {scale}, but with --width, --height and --max-side every picture has"
              + " a scale of its own; leave {scale} out.");
    }
    return Integer.toString(model.scale());
  }

  private void announceCancel() {
    if (!common.quiet) {
      PrintWriter err = command.getErr();
      err.println();
      err.println("resshift: cancelled; pictures that were finished are kept.");
      err.flush();
    }
  }

  private static Inputs find(List<String> inputs, OutputTarget target) {
    return InputFinder.find(inputs, target.path());
  }

  private BatchPlan plan(
      Inputs inputs, OutputTarget target, Past past, Naming naming, int before, Extras extras) {
    return usage(
        () -> BatchPlanner.plan(inputs, target, output.existing, past, naming, before, extras));
  }

  /** What makes no sense as it was asked for is the command line's fault. */
  private <T> T usage(Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (UsageException e) {
      throw new CommandLine.ParameterException(command, e.getMessage(), e);
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
