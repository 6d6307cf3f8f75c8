package io.github.resshift.jobs.batch;

import io.github.resshift.jobs.batch.BatchPlan.Todo;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets pictures overlap: while some are computed, the next one is read and the last one is written.
 * Computing has threads of its own, as many as there are jobs, because the engine keeps memory for
 * each thread that it has seen. Pictures that are large together do not overlap. Thread-safe.
 */
public final class Overlap implements AutoCloseable {
  /** One picture after the other, in the caller's thread. */
  static final Overlap NONE = new Overlap();

  /** One that is read and one that is written, besides those that are computed. */
  private static final int AROUND = 2;

  /** Results that may be in memory at a time, in millions of pixels. */
  private static final int BUDGET = 96;

  private static final long MEGA = 1_000_000;

  private final Function<Todo, OptionalLong> pixels;
  private final Semaphore budget = new Semaphore(BUDGET, true);
  private final ExecutorService workers;
  private final ExecutorService computers;
  private final int width;

  private Overlap() {
    this.pixels = work -> OptionalLong.empty();
    this.workers = null;
    this.computers = null;
    this.width = 1;
  }

  /**
   * A pipeline.
   *
   * @param jobs pictures that are computed at a time, at least 1
   * @param pixels of a result, if known; a picture of which nothing is known is alone
   */
  public Overlap(int jobs, Function<Todo, OptionalLong> pixels) {
    this.pixels = pixels;
    this.width = jobs + AROUND;
    this.workers = Executors.newFixedThreadPool(width, task -> daemon(task, "picture"));
    this.computers = Executors.newFixedThreadPool(jobs, task -> daemon(task, "compute"));
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Runs {@code loop} in every thread that works on pictures and waits for the end of all, also
   * where the waiting thread is interrupted: the threads use what the caller frees afterwards.
   *
   * @param interrupted is run when that happens, and should make the loops end soon; the thread is
   *     still interrupted afterwards
   * @throws RuntimeException what the first of them that failed has thrown
   */
  void run(Runnable loop, Runnable interrupted) {
    if (workers == null) {
      loop.run();
      return;
    }
    List<Future<?>> loops = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      loops.add(workers.submit(loop));
    }
    Throwable failed = null;
    for (Future<?> one : loops) {
      try {
        await(one, interrupted);
      } catch (RuntimeException | Error e) {
        failed = failed == null ? e : failed;
      }
    }
    if (failed instanceof Error error) {
      throw error;
    }
    if (failed != null) {
      throw (RuntimeException) failed;
    }
  }

  /** Works on a picture as soon as there is room for it. */
  <T> T admit(Todo picture, Supplier<T> work) {
    if (workers == null) {
      return work.get();
    }
    OptionalLong size = pixels.apply(picture);
    int share =
        size.isEmpty() ? BUDGET : (int) Math.min(BUDGET, Math.max(1, size.getAsLong() / MEGA));
    budget.acquireUninterruptibly(share);
    try {
      return work.get();
    } finally {
      budget.release(share);
    }
  }

  /** Computes when it is its turn; what {@code part} throws is thrown here. */
  <T> T compute(Supplier<T> part) {
    return computers == null
        ? part.get()
        : await(computers.submit((Callable<T>) part::get), () -> {});
  }

  private static <T> T await(Future<T> future, Runnable interrupted) {
    boolean again = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          again = true;
          interrupted.run();
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    } finally {
      if (again) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    if (workers != null) {
      workers.shutdown();
      computers.shutdown();
    }
  }
}
