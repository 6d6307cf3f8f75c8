package io.github.resshift.cli.reproduce;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.Task;
import io.github.resshift.cli.report.PictureSet;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.BatchJob;
import io.github.resshift.jobs.FolderSettings;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.PictureMakers;
import io.github.resshift.jobs.Planning;
import io.github.resshift.jobs.batch.BatchListener;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.Exclusions;
import io.github.resshift.jobs.batch.Existing;
import io.github.resshift.jobs.batch.Ledger;
import io.github.resshift.jobs.batch.OutputTarget;
import io.github.resshift.jobs.batch.PictureResult;
import io.github.resshift.jobs.journal.Journal;
import io.github.resshift.jobs.journal.RunSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a model's pictures of a table's inputs by the jobs that every command uses, with a journal:
 * what is there and still right is not made again.
 */
public final class Restoration {
  private final PictureMakers makers;
  private final PaperTable table;
  private final Map<String, String> options;
  private final Cancellation cancellation;
  private final List<BatchListener> listeners;

  /**
   * The work on one table.
   *
   * @param options of the job, by name, besides those of the protocol, which they may change
   */
  public Restoration(
      PictureMakers makers,
      PaperTable table,
      Map<String, String> options,
      Cancellation cancellation,
      List<BatchListener> listeners) {
    this.makers = makers;
    this.table = table;
    this.options = Map.copyOf(options);
    this.cancellation = cancellation;
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Makes the pictures.
   *
   * @param model a name or a path
   * @param folder where they go, by the names of the inputs
   * @return whether all are there
   * @throws ResShiftException if the run could not go on
   */
  public boolean run(String model, Pairs pairs, Path folder) {
    if (table.kind() != Task.INPAINT) {
      List<String> inputs =
          pairs.inputs().pictures().values().stream().map(FileNames::text).toList();
      return run(settings(model, Optional.empty()), inputs, folder);
    }
    PictureSet masks = pairs.masks().orElseThrow();
    boolean all = true;
    for (Map.Entry<String, Path> input : pairs.inputs().pictures().entrySet()) {
      if (cancellation.requested()) {
        return false;
      }
      // A job has one mask, so each picture is a job of its own.
      JobSettings settings = settings(model, Optional.of(masks.pictures().get(input.getKey())));
      all &= run(settings, List.of(FileNames.text(input.getValue())), folder);
    }
    return all;
  }

  /** The settings of the job; the protocol's tiles, whole arithmetic. */
  JobSettings settings(String model, Optional<Path> mask) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    values.put("precision", List.of("fp32"));
    values.put("realism", List.of("1"));
    table.settings().forEach((key, value) -> values.put(key, List.of(value)));
    options.forEach((key, value) -> values.put(key, List.of(value)));
    values.put("model", List.of(model));
    mask.ifPresent(file -> values.put("mask", List.of(FileNames.text(file))));
    return JobSettings.of(table.kind(), values, key -> "--" + key);
  }

  private boolean run(JobSettings settings, List<String> inputs, Path folder) {
    ModelFacts facts = makers.facts(settings.restore());
    Planning planning =
        new Planning(
            settings,
            facts,
            new FolderSettings(Existing.UPDATE, Optional.empty(), Exclusions.NONE),
            inputs,
            new OutputTarget.Folder(folder, PictureFormat.PNG),
            false);
    RunSettings identity = settings.identity(facts, PictureFormat.PNG);
    BatchJob job = new BatchJob(makers, settings, 1, false);
    try (Journal journal = Journal.open(folder)) {
      Planning.Planned planned = planning.plan(journal.past(identity));
      BatchJob.Outcome outcome =
          job.run(planning, planned, Ledger.of(journal, identity), listeners, cancellation);
      outcome
          .stopped()
          .ifPresent(
              why -> {
                throw new ResShiftException(why);
              });
      return !outcome.cancelled() && outcome.count(PictureResult.Status.FAILED) == 0;
    }
  }
}
