package io.github.resshift.cli.progress;

import io.github.resshift.jobs.TimeWords;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.Forecast;
import java.util.function.LongSupplier;

/** Guesses the time to the end of a run from the pixels that are done and left. */
final class TimeLeft {
  private static final double NANOS = 1e9;

  private final Forecast forecast;
  private final LongSupplier clock;
  private double total;
  private double done;
  private long since = Long.MIN_VALUE;

  /**
   * A guess for one run.
   *
   * @param clock nanoseconds from any start
   */
  TimeLeft(Forecast forecast, LongSupplier clock) {
    this.forecast = forecast;
    this.clock = clock;
  }

  void started(BatchPlan plan) {
    total = plan.todo().stream().mapToDouble(forecast::weight).sum();
  }

  /** The work on a picture begins; time counts from the first one. */
  void picture() {
    if (since == Long.MIN_VALUE) {
      since = clock.getAsLong();
    }
  }

  void finished(BatchPlan.Item item) {
    if (item instanceof Todo work) {
      done += forecast.weight(work);
    }
  }

  /** The end of a line, empty if nothing is left or nothing can be said. */
  String words() {
    double share = done / total;
    if (since == Long.MIN_VALUE || !(share > 0) || share > 1 - 1e-9) {
      return "";
    }
    double seconds = (clock.getAsLong() - since) / NANOS * (1 - share) / share;
    return ", about " + TimeWords.of(seconds) + " left";
  }
}
