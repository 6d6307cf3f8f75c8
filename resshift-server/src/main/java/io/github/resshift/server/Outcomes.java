package io.github.resshift.server;

import io.github.resshift.server.store.JobRow;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;

/** Tells those who wait what becomes of jobs. Thread-safe. */
final class Outcomes {
  /** Stands for all jobs that wait, whose places have changed. */
  static final String QUEUE = "";

  private final Set<Consumer<String>> listeners = new CopyOnWriteArraySet<>();
  private final Map<String, CompletableFuture<JobRow>> waiting = new ConcurrentHashMap<>();
  private final Set<Consumer<JobRow>> ends = new CopyOnWriteArraySet<>();
  private volatile boolean closed;

  /** Hears the ids of jobs of which something has changed; must be quick. */
  void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** Hears of jobs when they come to a final state; must be quick. */
  void whenEnded(Consumer<JobRow> listener) {
    ends.add(listener);
  }

  void forget(Consumer<String> listener) {
    listeners.remove(listener);
  }

  void changed(String id) {
    listeners.forEach(listener -> listener.accept(id));
  }

  void queueMoved() {
    changed(QUEUE);
  }

  /**
   * The job once it has ended, or a {@link Refusal} if the server ends before or the job is
   * deleted.
   *
   * @param now looks at the job after those who end it will tell of it
   */
  CompletableFuture<JobRow> end(String id, java.util.function.Supplier<Optional<JobRow>> now) {
    CompletableFuture<JobRow> future =
        waiting.computeIfAbsent(id, key -> new CompletableFuture<>());
    Optional<JobRow> row = now.get();
    if (row.isEmpty() || row.get().state().isFinal()) {
      settle(id, row);
    } else if (closed) {
      waiting.remove(id);
      future.completeExceptionally(ending());
    }
    return future;
  }

  /** A job has ended, or its work was put off; empty if it was deleted. */
  void ended(String id, Optional<JobRow> row) {
    settle(id, row);
    row.filter(job -> job.state().isFinal()).ifPresent(job -> ends.forEach(e -> e.accept(job)));
    changed(id);
  }

  private void settle(String id, Optional<JobRow> row) {
    if (row.isEmpty() || row.get().state().isFinal()) {
      CompletableFuture<JobRow> future = waiting.remove(id);
      if (future != null && row.isPresent()) {
        future.complete(row.get());
      } else if (future != null) {
        future.completeExceptionally(new Refusal(Refusal.NOT_FOUND, "The job was deleted."));
      }
    }
  }

  /** The server ends; nobody waits any longer. */
  void close() {
    closed = true;
    waiting.values().forEach(future -> future.completeExceptionally(ending()));
    waiting.clear();
  }

  private static Refusal ending() {
    return new Refusal(
        Refusal.UNAVAILABLE, "The server is ending; the job goes on when it is back.", 10);
  }
}
