package io.github.resshift.jobs;

import io.github.resshift.jobs.Planning.Planned;
import io.github.resshift.jobs.batch.BatchListener;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.BatchRunner;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.Ledger;
import io.github.resshift.jobs.batch.Overlap;
import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.jobs.batch.PictureResult;
import io.github.resshift.jobs.batch.Watch;
import io.github.resshift.jobs.journal.JournalException;
import io.github.resshift.jobs.journal.Past;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The work on many pictures: reads the next one and writes the last one while others are computed,
 * tells listeners, keeps account, and ends cleanly. For one run.
 */
public final class BatchJob {
  private static final double NANOS = 1e9;
  private static final long SETTLE_MILLIS = 2_000;
  private static final long PAUSE_MILLIS = 500;

  private final PictureMakers makers;
  private final JobSettings settings;
  private final int width;
  private final boolean keepTimes;

  /**
   * A job.
   *
   * @param width pictures that are computed at a time; 0: one after the other without overlap
   * @param keepTimes whether results get the time of their inputs
   */
  public BatchJob(PictureMakers makers, JobSettings settings, int width, boolean keepTimes) {
    this.makers = makers;
    this.settings = settings;
    this.width = width;
    this.keepTimes = keepTimes;
  }

  /**
   * What became of a run.
   *
   * @param results one for each picture that was reached
   * @param planned how many there were to reach
   * @param warnings about the set-up, each one sentence
   * @param stopped why the run ended before its plan did, if that was nobody's wish
   * @param cancelled whether it was asked to end
   * @param seconds that it took
   */
  public record Outcome(
      List<PictureResult> results,
      int planned,
      List<String> warnings,
      Optional<String> stopped,
      boolean cancelled,
      double seconds) {
    /** Copies the lists. */
    public Outcome {
      results = List.copyOf(results);
      warnings = List.copyOf(warnings);
    }

    /** How many pictures ended so. */
    public int count(PictureResult.Status status) {
      return (int) results.stream().filter(result -> result.status() == status).count();
    }
  }

  /**
   * Works through a plan.
   *
   * @throws RuntimeException if the model cannot be loaded
   */
  public Outcome run(
      Planning planning,
      Planned planned,
      Ledger ledger,
      List<BatchListener> listeners,
      Cancellation cancellation) {
    boolean several = planned.plan().todo().size() > 1;
    return run(
        planning,
        planned,
        planned.plan().items().iterator(),
        several,
        ledger,
        listeners,
        cancellation);
  }

  /** Works on what is there and on whatever comes later, until it is cancelled. */
  public Outcome watch(
      Planning planning,
      Past past,
      Ledger ledger,
      List<BatchListener> listeners,
      Cancellation cancellation) {
    Watch watch =
        new Watch(
            planning::find,
            (found, before) -> planning.plan(found, past, before),
            cancellation,
            SETTLE_MILLIS,
            PAUSE_MILLIS);
    return run(planning, planning.nothing(), watch, true, ledger, listeners, cancellation);
  }

  private Outcome run(
      Planning planning,
      Planned planned,
      Iterator<BatchPlan.Item> items,
      boolean several,
      Ledger ledger,
      List<BatchListener> listeners,
      Cancellation cancellation) {
    long start = System.nanoTime();
    List<String> warnings = new ArrayList<>();
    int computed = Math.max(Math.max(1, width), settings.restore().batch());
    try (Overlap overlap = new Overlap(computed, planned.forecast()::pixels)) {
      BatchRunner runner =
          new BatchRunner(
              () -> {
                PictureMaker maker = makers.open(settings, cancellation);
                warnings.addAll(maker.warnings());
                return maker;
              },
              listeners,
              cancellation,
              FailureText::sentence,
              ledger);
      if (keepTimes) {
        runner.keepingTimes(planning.extras());
      }
      if (several && (width > 0 || computed > 1)) {
        runner.overlapping(overlap);
      }
      List<PictureResult> results = runner.run(planned.plan(), items);
      Optional<String> stopped = runner.stopped();
      if (stopped.isEmpty() && !cancellation.requested()) {
        stopped = end(ledger);
      }
      return new Outcome(
          results,
          Math.max(planned.plan().items().size(), results.size()),
          warnings,
          stopped,
          cancellation.requested(),
          (System.nanoTime() - start) / NANOS);
    }
  }

  private static Optional<String> end(Ledger ledger) {
    try {
      ledger.end();
      return Optional.empty();
    } catch (JournalException e) {
      return Optional.of(e.getMessage());
    }
  }
}
