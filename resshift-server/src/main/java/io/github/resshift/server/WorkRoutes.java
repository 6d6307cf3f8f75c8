package io.github.resshift.server;

import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.server.store.JobRow;
import io.github.resshift.server.store.JobState;
import io.github.resshift.server.store.JobStore;
import io.github.resshift.server.store.StoredInput;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A picture in, a picture out: waits for the job of the request. Thread-safe. */
final class WorkRoutes {
  private static final int SEE_OTHER = 303;

  private final ServerLimits limits;
  private final JobRoutes jobs;
  private final JobStore store;
  private final JobView view;
  private final Outcomes outcomes;
  private final Executor threads;

  /**
   * Routes of a server.
   *
   * @param threads that send answers: readers may be slow, and those that work must not wait
   */
  WorkRoutes(
      ServerLimits limits,
      JobRoutes jobs,
      JobStore store,
      JobView view,
      Outcomes outcomes,
      Executor threads) {
    this.threads = threads;
    this.limits = limits;
    this.jobs = jobs;
    this.store = store;
    this.view = view;
    this.outcomes = outcomes;
  }

  void set(RoutesConfig routes) {
    for (Task task : Task.values()) {
      routes.post("/v1/" + JobSettings.command(task), ctx -> work(ctx, task));
    }
  }

  private void work(Context ctx, Task task) throws IOException {
    boolean named = ctx.queryParam("format") != null;
    Optional<PictureFormat> accepted = Accept.format(ctx.header("Accept"));
    if (accepted.isEmpty() && !named) {
      throw new Refusal(
          Refusal.NOT_ACCEPTABLE,
          "The result can be image/png, image/jpeg, image/tiff or image/webp; accept one of them.");
    }
    JobRow row = jobs.take(ctx, Optional.of(task), accepted.orElse(PictureFormat.PNG)).row();
    StoredInput input = row.request().input();
    if ((long) input.width() * input.height() * input.frames() > limits.syncPixels()) {
      ctx.header("Location", JobView.href(row));
      JobRoutes.json(ctx.status(SEE_OTHER), view.of(row));
      return;
    }
    Answers.later(
        ctx,
        outcomes.end(row.id(), () -> store.find(row.id())),
        (done, failure) -> {
          if (failure == null) {
            send(ctx, done);
          } else {
            Problems.answer(ctx, failure);
          }
        },
        () -> {}, // the result is kept for whoever asks again
        threads);
  }

  private void send(Context ctx, JobRow row) {
    try {
      requireDone(row);
      jobs.sendResult(ctx, row);
      ctx.header("Content-Location", JobView.href(row) + "/result");
    } catch (IOException | RuntimeException e) {
      Problems.answer(ctx, e);
    }
  }

  /**
   * Refuses what came to nothing.
   *
   * @throws Refusal if the job failed or was cancelled
   */
  static void requireDone(JobRow row) {
    if (row.state() == JobState.FAILED) {
      throw new Refusal(Refusal.UNUSABLE, row.error().orElse("The job failed."));
    }
    if (row.state() != JobState.COMPLETED) {
      throw new Refusal(Refusal.CONFLICT, "The job was cancelled.");
    }
  }
}
