package io.github.resshift.server;

import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/** Answers that are given on another thread, later. Stateless. */
final class Answers {
  private Answers() {}

  /**
   * Gives an answer when something has ended, if the one who asked is still there.
   *
   * @param answer takes the outcome or the failure
   * @param unheard what to do if nobody is there any more
   * @param threads that send answers: readers may be slow, and those that work must not wait
   */
  static <T> void later(
      Context ctx,
      CompletableFuture<T> outcome,
      BiConsumer<T, Throwable> answer,
      Runnable unheard,
      Executor threads) {
    ctx.future(
        () -> {
          CompletableFuture<Void> answered = new CompletableFuture<>();
          outcome.whenCompleteAsync(
              (done, failure) -> {
                if (waits(ctx)) {
                  try {
                    answer.accept(done, failure);
                  } catch (RuntimeException e) {
                    Problems.answer(ctx, e);
                  }
                  answered.complete(null);
                } else {
                  unheard.run();
                }
              },
              threads);
          return answered;
        });
  }

  /**
   * Whether a request still waits for its answer. When its connection has ended, the container uses
   * the objects of the request again, and what is asked of them fails; Javalin then tries to tell
   * of that failure without end, so its future must stay open.
   */
  static boolean waits(Context ctx) {
    try {
      return ctx.req().getRequestURI() != null && ctx.req().isAsyncStarted();
    } catch (IllegalStateException | NullPointerException e) {
      return false;
    }
  }
}
