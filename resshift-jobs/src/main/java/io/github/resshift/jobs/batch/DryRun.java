package io.github.resshift.jobs.batch;

import io.github.resshift.jobs.batch.BatchPlan.Item;
import io.github.resshift.jobs.batch.BatchPlan.Skip;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.BatchPlan.Unusable;
import io.github.resshift.jobs.batch.PictureMaker.Made;
import io.github.resshift.jobs.batch.PictureResult.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what a run would do, and does nothing. */
public final class DryRun {
  private DryRun() {}

  /**
   * Tells listeners of every item of a plan.
   *
   * @return one result an item; {@link Status#PLANNED} has the size that is expected
   */
  public static List<PictureResult> run(
      BatchPlan plan, Forecast forecast, List<BatchListener> listeners) {
    List<PictureResult> results = new ArrayList<>();
    listeners.forEach(listener -> listener.started(plan));
    for (Item item : plan.items()) {
      PictureResult result = result(item, forecast);
      results.add(result);
      listeners.forEach(listener -> listener.finished(item, result));
    }
    listeners.forEach(BatchListener::ended);
    return results;
  }

  private static PictureResult result(Item item, Forecast forecast) {
    if (item instanceof Todo work) {
      Optional<Made> made =
          forecast
              .result(work)
              .map(
                  size ->
                      new Made(size.width(), size.height(), size.count(), forecast.besides(work)));
      return new PictureResult(
          work.input(),
          Optional.of(work.target()),
          Status.PLANNED,
          0,
          made,
          Optional.empty(),
          Optional.empty());
    }
    return item instanceof Skip skip
        ? PictureResult.skipped(skip)
        : PictureResult.unusable((Unusable) item);
  }
}
