package io.github.resshift.train.data;

import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.Batch;
import io.github.resshift.train.BatchSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
  private final Deque<Future<Batch>> ahead = new ArrayDeque<>();
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
      long number = submitted++;
      ahead.add(workers.submit(() -> make(number)));
    }
    long from = System.nanoTime();
    Batch made;
    try {
      made = result(ahead.remove());
    } catch (RuntimeException e) {
      drop();
      submitted = next;
      throw e;
    }
    waitedNanos += System.nanoTime() - from;
    batches++;
    next++;
    long number = submitted++;
    ahead.add(workers.submit(() -> make(number)));
    return new Batch(Scope.adopt(made.gt()), Scope.adopt(made.lq()));
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

  @Override
  public void close() {
    drop();
    workers.shutdownNow();
    source.close();
  }

  private Batch make(long iteration) {
    try (var scope = Scope.open()) {
      Batch batch = source.batch(iteration);
      return new Batch(Scope.own(batch.gt()), Scope.own(batch.lq()));
    }
  }

  private static Batch result(Future<Batch> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for training data", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      throw new IllegalStateException("making a batch failed", e.getCause());
    }
  }

  /** Frees what was made ahead; a failure there will show again if that batch is asked for. */
  private void drop() {
    for (Future<Batch> future : ahead) {
      if (!future.cancel(false)) {
        try {
          Batch batch = future.get();
          Scope.free(batch.gt());
          Scope.free(batch.lq());
        } catch (ExecutionException e) {
          LOG.debug("a batch made ahead and not used had failed", e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          break;
        }
      }
    }
    ahead.clear();
  }
}
