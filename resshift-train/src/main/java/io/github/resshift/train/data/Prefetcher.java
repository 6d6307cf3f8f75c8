package io.github.resshift.train.data;

import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the next batches of a source on other threads while the present one is used. Batches come
 * in order and are those of the source itself. One thread asks for batches; the source must allow
 * several threads.
 */
public final class Prefetcher implements BatchSource {
  private static final Logger LOG = LoggerFactory.getLogger(Prefetcher.class);

  private final BatchSource source;
  private final int depth;
  private final ExecutorService workers;
  private final Deque<Pending> ahead = new ArrayDeque<>();
  private long next;
  private long submitted;
  private long waitedNanos;
  private long batches;

  /**
   * Starts the threads; each uses one core.
   *
   * @param threads batches that are made at a time
   * @param depth batches that are made or kept at most
   */
  public Prefetcher(BatchSource source, int threads, int depth) {
    if (threads < 1 || depth < threads) {
      throw new IllegalArgumentException("threads must be at least 1 and at most depth");
    }
    this.source = source;
    this.depth = depth;
    // A thread's own setting becomes the default of threads to come, so it is put back afterwards.
    int engineThreads = Engine.threads();
    CountDownLatch started = new CountDownLatch(threads);
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread =
                  new Thread(
                      () -> {
                        Engine.threads(1);
                        // Asking makes the setting this thread's own before the default changes.
                        Engine.threads();
                        started.countDown();
                        task.run();
                      },
                      "batches");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < threads; i++) {
      workers.execute(() -> {});
    }
    try {
      started.await();
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the data threads started", e);
    }
    Engine.threads(engineThreads);
  }

  @Override
  public Batch batch(long iteration) {
    if (iteration != next) {
      drop();
      next = iteration;
      submitted = iteration;
    }
    while (submitted < next + depth) {
      submit();
    }
    long from = System.nanoTime();
    Batch made;
    try {
      made = ahead.remove().result();
    } catch (RuntimeException e) {
      drop();
      submitted = next;
      throw e;
    }
    waitedNanos += System.nanoTime() - from;
    batches++;
    next++;
    submit();
    return new Batch(
        Scope.adopt(made.gt()),
        Scope.adopt(made.lq()),
        made.mask() == null ? null : Scope.adopt(made.mask()));
  }

  /** Seconds for which {@link #batch} has waited, since the start. */
  public double waitedSeconds() {
    return waitedNanos / 1e9;
  }

  /** Batches handed out since the start. */
  public long batches() {
    return batches;
  }

  @Override
  public String digest() {
    return source.digest();
  }

  @Override
  public String formerDigest() {
    return source.formerDigest();
  }

  /** Frees what was made ahead. A batch that is being made is waited for. */
  @Override
  public void close() {
    drop();
    workers.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = workers.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true; // The source must not be closed below a thread that reads from it.
      }
    }
    source.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit() {
    Pending pending = new Pending(submitted++);
    ahead.add(pending);
    workers.execute(pending);
  }

  /** Batches that are being made are freed when they are finished. */
  private void drop() {
    ahead.forEach(Pending::drop);
    ahead.clear();
  }

  /** A batch to come. Whoever comes second frees it: the thread that makes it, or who drops it. */
  private final class Pending implements Runnable {
    private final long iteration;
    private final CompletableFuture<Batch> made = new CompletableFuture<>();

    Pending(long iteration) {
      this.iteration = iteration;
    }

    @Override
    public void run() {
      if (made.isDone()) {
        return; // dropped before its turn
      }
      try {
        Batch batch = make();
        if (!made.complete(batch)) {
          free(batch);
        }
      } catch (RuntimeException | Error e) {
        made.completeExceptionally(e);
      }
    }

    private Batch make() {
      try (var scope = Scope.open()) {
        Batch batch = source.batch(iteration);
        return new Batch(
            Scope.own(batch.gt()),
            Scope.own(batch.lq()),
            batch.mask() == null ? null : Scope.own(batch.mask()));
      }
    }

    Batch result() {
      try {
        return made.get();
      } catch (InterruptedException e) {
        drop();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for training data", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException problem) {
          throw problem;
        }
        throw new IllegalStateException("making a batch failed", e.getCause());
      }
    }

    void drop() {
      if (made.cancel(false)) {
        return;
      }
      if (made.isCompletedExceptionally()) {
        // It will show again if that batch is asked for.
        LOG.debug("batch {}, made ahead and not used, had failed", iteration);
      } else {
        free(made.join());
      }
    }

    private static void free(Batch batch) {
      Scope.free(batch.gt());
      Scope.free(batch.lq());
      Scope.free(batch.mask());
    }
  }
}
