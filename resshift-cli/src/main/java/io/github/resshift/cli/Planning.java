package io.github.resshift.cli;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Limits;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.image.SequenceWriter;
import io.github.resshift.jobs.Frames;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.BatchPlan.Work;
import io.github.resshift.jobs.batch.BatchPlanner;
import io.github.resshift.jobs.batch.Extras;
import io.github.resshift.jobs.batch.Forecast;
import io.github.resshift.jobs.batch.InputFinder;
import io.github.resshift.jobs.batch.Inputs;
import io.github.resshift.jobs.batch.NamePattern;
import io.github.resshift.jobs.batch.Naming;
import io.github.resshift.jobs.batch.OutputTarget;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.jobs.journal.Past;
import io.github.resshift.restore.TargetSize;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Decides from words and headers what a run does: which pictures, under which names, how large, and
 * which of them are impossible, which is said before anything is computed.
 */
final class Planning {
  private static final Inputs NOTHING = new Inputs(List.of(), List.of());

  private final CommandLine command;
  private final OutputOptions output;
  private final MakingSettings making;
  private final List<String> inputs;
  private final ModelFacts model;
  private final boolean toStandardOutput;
  private final OutputTarget target;
  private final Naming naming;

  /** What there is to do, and how much it is. */
  record Planned(Inputs found, BatchPlan plan, Forecast forecast) {}

  Planning(
      CommandLine command,
      OutputOptions output,
      MakingSettings making,
      StandardStreams streams,
      ModelFacts model) {
    this.command = command;
    this.output = output;
    this.making = making;
    this.model = model;
    this.toStandardOutput = streams.toOutput();
    if (toStandardOutput && making.samples() > 1) {
      throw refuse(
          "--samples makes several files, and the standard output takes one; use -o FILE.");
    }
    this.inputs = usage(streams::inputs);
    this.target = usage(() -> target(streams));
    if (!(target instanceof OutputTarget.Folder)) {
      refuseFolderOptions();
    }
    this.naming = naming();
  }

  private OutputTarget target(StandardStreams streams) {
    if (toStandardOutput) {
      PictureFormat format = output.format().orElse(PictureFormat.PNG);
      return new OutputTarget.File(streams.output(format.suffix()), format);
    }
    return output.output == null
        ? OutputTarget.beside(inputs, word(), output.format())
        : OutputTarget.of(output.output, inputs, output.format());
  }

  /** What the name of a result beside its input ends with. */
  private String word() {
    return making
        .word()
        .orElseGet(
            () -> making.size() instanceof TargetSize.Within ? "large" : "x" + scale("no pattern"));
  }

  OutputTarget target() {
    return target;
  }

  List<String> inputs() {
    return inputs;
  }

  Extras extras() {
    return new Extras(output.frames == Frames.ALL, making.samples());
  }

  /** Plans everything that the inputs mean now. */
  Planned plan(Past past) {
    return plan(find(), past, 0);
  }

  /** Plans nothing, for a watch that will plan by itself. */
  Planned nothing() {
    return new Planned(NOTHING, new BatchPlan(List.of()), forecast(new BatchPlan(List.of())));
  }

  /** What the inputs mean now. */
  Inputs find() {
    return InputFinder.find(inputs, target.path(), output.folders.exclude.read(command));
  }

  /**
   * Plans the work on some pictures.
   *
   * @param before how many this run has planned already
   */
  Planned plan(Inputs found, Past past, int before) {
    BatchPlan plan =
        usage(
            () ->
                BatchPlanner.plan(found, target, output.existing, past, naming, before, extras()));
    Forecast forecast = forecast(plan);
    return new Planned(found, forecast.possible(plan, output.folders.dryRun), forecast);
  }

  private Forecast forecast(BatchPlan plan) {
    Path folder =
        target instanceof OutputTarget.Beside && !plan.work().isEmpty()
            ? plan.work().get(0).target().toAbsolutePath().getParent()
            : target.path();
    return Forecast.of(plan, model.scale(), this::result, extras(), folder);
  }

  /** The header of the result of a picture with this header. */
  private PictureHeader result(Work work, PictureHeader input) {
    new Limits(output.maxPixels).check(work.input(), input.width(), input.height());
    TargetSize.Size size = making.size().of(input.width(), input.height(), model.scale());
    making.check().accept(input, model);
    Optional<String> refusal = work.format().refusal(size.width(), size.height());
    if (refusal.isPresent()) {
      throw new ResShiftException("The result cannot be written: " + refusal.get() + ".");
    }
    boolean folder =
        input
            .kind()
            .flatMap(k -> SequenceWriter.folder(k, work.target(), work.format()))
            .isPresent();
    if (toStandardOutput && folder) {
      throw new ResShiftException(
          "The input has "
              + input.count()
              + " pictures, which do not go into one file of this format; use --frames first, or"
              + " -o FOLDER.");
    }
    return input.resized(size.width(), size.height());
  }

  private void refuseFolderOptions() {
    if (output.folders.watch || output.folders.namePattern != null) {
      throw refuse(
          (output.folders.watch ? "--watch" : "--name-pattern")
              + " is for results in a folder"
              + (output.output == null
                  ? "; name one with --output."
                  : ", but --output '" + output.output + "' is one file; name a folder."));
    }
  }

  private Naming naming() {
    String pattern = output.folders.namePattern;
    if (pattern == null) {
      return Naming.likeSource();
    }
    Map<String, String> fixed = new TreeMap<>();
    fixed.put("scale", scale(pattern));
    fixed.put("model", model.name());
    Object seed = command.getCommandSpec().findOption("--seed").getValue();
    fixed.put("seed", seed.toString());
    return usage(() -> new NamePattern(pattern, fixed));
  }

  private String scale(String pattern) {
    if (making.size() instanceof TargetSize.Times times) {
      return BigDecimal.valueOf(times.scale()).stripTrailingZeros().toPlainString();
    }
    if (making.size() instanceof TargetSize.Within && pattern.contains("{scale}")) {
      throw refuse(
          "--name-pattern has {scale}, but with --width, --height and --max-side every picture has"
              + " a scale of its own; leave {scale} out.");
    }
    return Integer.toString(model.scale());
  }

  private CommandLine.ParameterException refuse(String sentence) {
    return new CommandLine.ParameterException(command, sentence);
  }

  /** What makes no sense as it was asked for is the command line's fault. */
  private <T> T usage(Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (UsageException e) {
      throw new CommandLine.ParameterException(command, e.getMessage(), e);
    }
  }
}
