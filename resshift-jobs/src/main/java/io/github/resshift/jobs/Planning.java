package io.github.resshift.jobs;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Limits;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.image.SequenceWriter;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.BatchPlanner;
import io.github.resshift.jobs.batch.Existing;
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

/**
 * Decides from names and headers what a job does: which pictures, under which names, how large, and
 * which of them are impossible, which is said before anything is computed. Immutable.
 */
public final class Planning {
  private static final Inputs NOTHING = new Inputs(List.of(), List.of());

  private final JobSettings settings;
  private final ModelFacts model;
  private final FolderSettings folders;
  private final List<String> inputs;
  private final OutputTarget target;
  private final boolean oneFile;
  private final Naming naming;

  /**
   * What there is to do, and how much it is.
   *
   * @param found what the inputs mean
   * @param plan what becomes of each
   * @param forecast sizes and room
   */
  public record Planned(Inputs found, BatchPlan plan, Forecast forecast) {}

  /**
   * Plans for inputs.
   *
   * @param inputs files, folders or patterns
   * @param target where results go
   * @param oneFile whether all of a result must be in one file
   * @throws UsageException if settings, inputs and target do not fit together
   */
  public Planning(
      JobSettings settings,
      ModelFacts model,
      FolderSettings folders,
      List<String> inputs,
      OutputTarget target,
      boolean oneFile) {
    this.settings = settings;
    this.model = model;
    this.folders = folders;
    this.inputs = List.copyOf(inputs);
    this.target = target;
    this.oneFile = oneFile;
    if (oneFile && settings.treatment().samples() > 1) {
      throw new UsageException(
          "--samples makes several files, and the standard output takes one; use -o FILE.");
    }
    this.naming = naming();
    requireShardOfFolder();
  }

  private void requireShardOfFolder() {
    if (folders.shard().isEmpty()) {
      return;
    }
    if (!(target instanceof OutputTarget.Folder)) {
      throw new UsageException("--shard is for results in a folder; name one with --output.");
    }
    if (folders.existing() == Existing.RENAME) {
      throw new UsageException(
          "--shard does not go with --existing rename: free names depend on what the other parts"
              + " have written meanwhile.");
    }
  }

  /** What the name of a result beside its input ends with, such as {@code x4}. */
  public static String wordBeside(JobSettings settings, ModelFacts model) {
    return settings
        .treatment()
        .word()
        .orElseGet(() -> "x" + factor(settings.treatment().size(), model));
  }

  /** Where results go. */
  public OutputTarget target() {
    return target;
  }

  /** What is to be worked on, as it was named. */
  public List<String> inputs() {
    return inputs;
  }

  /** What is read and written besides a picture and its result. */
  public Extras extras() {
    return new Extras(settings.result().frames() == Frames.ALL, settings.treatment().samples());
  }

  /** Plans everything that the inputs mean now. */
  public Planned plan(Past past) {
    Inputs found = find();
    BatchPlan plan = names(found, past, 0);
    return planned(found, plan, false);
  }

  /** The same where a picture that is impossible is told and does not end the plan. */
  public Planned dryPlan(Past past) {
    Inputs found = find();
    return planned(found, names(found, past, 0), true);
  }

  /** Plans nothing, for a watch that will plan by itself. */
  public Planned nothing() {
    BatchPlan none = new BatchPlan(List.of());
    return new Planned(NOTHING, none, forecast(none));
  }

  /** What the inputs mean now. */
  public Inputs find() {
    return InputFinder.find(inputs, target.path(), folders.exclusions());
  }

  /**
   * Plans the work on some pictures.
   *
   * @param before how many this run has planned already
   */
  public BatchPlan plan(Inputs found, Past past, int before) {
    return planned(found, names(found, past, before), false).plan();
  }

  private BatchPlan names(Inputs found, Past past, int before) {
    return BatchPlanner.plan(
        found, target, folders.existing(), past, naming, before, extras(), folders.shard());
  }

  private Planned planned(Inputs found, BatchPlan plan, boolean strict) {
    Forecast forecast = forecast(plan);
    return new Planned(found, forecast.possible(plan, strict), forecast);
  }

  private Forecast forecast(BatchPlan plan) {
    Path folder =
        target instanceof OutputTarget.Beside && !plan.todo().isEmpty()
            ? plan.todo().get(0).target().toAbsolutePath().getParent()
            : target.path();
    return Forecast.of(plan, model.scale(), this::result, extras(), folder);
  }

  private PictureHeader result(Todo todo, PictureHeader input) {
    if (oneFile) {
      requireOneFile(input, todo.target(), todo.format());
    }
    return result(settings, model, todo.input(), input, todo.format());
  }

  /**
   * Refuses a picture whose result has frames or pages that become files of their own.
   *
   * @throws ResShiftException if it does
   */
  static void requireOneFile(PictureHeader input, Path target, PictureFormat format) {
    if (input.kind().flatMap(kind -> SequenceWriter.folder(kind, target, format)).isPresent()) {
      throw new ResShiftException(
          "The input has "
              + input.count()
              + " pictures, which do not go into one file of this format; use --frames first, or"
              + " -o FOLDER.");
    }
  }

  /**
   * The header of the result of a picture with this header; nothing is decoded.
   *
   * @param name of the picture, for messages
   * @throws ResShiftException if the picture has more pixels than the job takes, if its result
   *     would be too large, or if it cannot be treated
   */
  static PictureHeader result(
      JobSettings settings,
      ModelFacts model,
      String name,
      PictureHeader input,
      PictureFormat format) {
    new Limits(settings.result().maxPixels()).check(name, input.width(), input.height());
    TargetSize.Size size =
        settings.treatment().size().of(input.width(), input.height(), model.scale());
    settings.treatment().check(input, model);
    Optional<String> refusal = format.refusal(size.width(), size.height());
    if (refusal.isPresent()) {
      throw new ResShiftException("The result cannot be written: " + refusal.get() + ".");
    }
    return input.resized(size.width(), size.height());
  }

  private Naming naming() {
    if (folders.namePattern().isEmpty()) {
      return Naming.likeSource();
    }
    String pattern = folders.namePattern().get();
    TargetSize size = settings.treatment().size();
    if (size instanceof TargetSize.Within && pattern.contains("{scale}")) {
      throw new UsageException(
          "--name-pattern has {scale}, but with --width, --height and --max-side every picture has"
              + " a scale of its own; leave {scale} out.");
    }
    Map<String, String> fixed = new TreeMap<>();
    fixed.put("scale", factor(size, model));
    fixed.put("model", model.name());
    fixed.put("seed", Long.toString(settings.restore().seed()));
    return new NamePattern(pattern, fixed);
  }

  private static String factor(TargetSize size, ModelFacts model) {
    return size instanceof TargetSize.Times times
        ? BigDecimal.valueOf(times.scale()).stripTrailingZeros().toPlainString()
        : Integer.toString(model.scale());
  }
}
