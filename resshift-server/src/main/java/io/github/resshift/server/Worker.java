package io.github.resshift.server;

import io.github.resshift.ResShiftException;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.server.store.JobFolders;
import io.github.resshift.server.store.JobRow;
import io.github.resshift.server.store.JobState;
import io.github.resshift.server.store.JobStore;
import io.github.resshift.server.store.StoreException;
import io.github.resshift.server.store.StoredResult;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works through the queue. Two threads take jobs in their order, so that one reads and writes while
 * the other computes; only one computes at a time. Thread-safe.
 */
final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final int THREADS = 2;

  /**
   * A job during which the process ended so often is not tried again: it may be what ends it. Ends
   * by signal do not count, since they park the job.
   */
  private static final int MOST_ATTEMPTS = 10;

  /** How long the smallest piece of work may take, which cannot be cut off. */
  private static final Duration PIECE = Duration.ofSeconds(30);

  /** How long to wait before the queue is looked at again if nobody calls. */
  private static final Duration TROUBLE = Duration.ofSeconds(2);

  private final JobStore store;
  private final JobFolders folders;
  private final JobRun run;
  private final MemoryShare memory;
  private final Outcomes outcomes;
  private final Duration keep;
  private final Pace pace = new Pace();
  private final Semaphore turn = new Semaphore(1, true);
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean open = true;

  Worker(
      JobStore store,
      JobFolders folders,
      JobRun run,
      MemoryShare memory,
      Outcomes outcomes,
      Duration keep) {
    this.store = store;
    this.folders = folders;
    this.run = run;
    this.memory = memory;
    this.outcomes = outcomes;
    this.keep = keep;
  }

  /** Takes up what the last process left, and begins. */
  void start() throws IOException {
    for (JobRow row : store.list(Optional.of(JobState.GENERATING), Integer.MAX_VALUE)) {
      Optional<StoredResult> made = folders.made(row.id());
      if (made.isPresent()) {
        store.complete(row.id(), made.get(), Instant.now(), keep);
      } else if (row.attempts() >= MOST_ATTEMPTS) {
        String reason =
            "The server ended %d times while it worked on this picture, so it is not tried again."
                .formatted(row.attempts());
        store.fail(row.id(), reason, Instant.now(), keep);
      } else {
        store.retry(row.id());
      }
    }
    folders.clean(store.living());
    for (int i = 1; i <= THREADS; i++) {
      Thread thread = new Thread(this::work, "job-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /**
   * Refuses new work when the server is ending.
   *
   * @throws Refusal if it is
   */
  synchronized void requireOpen() {
    if (!open) {
      throw new Refusal(
          Refusal.UNAVAILABLE, "The server is ending; try again when it is back.", 10);
    }
  }

  synchronized boolean isOpen() {
    return open;
  }

  /** There is a new job. */
  synchronized void wake(JobRow row) {
    outcomes.changed(row.id());
    notifyAll();
  }

  private void work() {
    try {
      for (Optional<JobRow> next = next(); next.isPresent(); next = next()) {
        try {
          work(next.get());
        } catch (StoreException e) {
          // The thread stays: without it the server would take work and do none.
          LOG.error("what became of job {} cannot be written down", next.get().id(), e);
          TimeUnit.MILLISECONDS.sleep(TROUBLE.toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Optional<JobRow> next() throws InterruptedException {
    while (open) {
      Optional<JobRow> row = take();
      if (row.isPresent()) {
        running.put(row.get().id(), new Running(row.get(), turn, outcomes::changed));
        outcomes.queueMoved();
        return row;
      }
      wait(TROUBLE.toMillis());
    }
    return Optional.empty();
  }

  private Optional<JobRow> take() throws InterruptedException {
    try {
      return store.take(Instant.now());
    } catch (StoreException e) {
      LOG.error("the queue cannot be read", e);
      wait(TROUBLE.toMillis());
      return Optional.empty();
    }
  }

  private void work(JobRow row) {
    Running job = running.get(row.id());
    outcomes.changed(row.id());
    try (MemoryShare.Part part = memory.take(row)) {
      StoredResult result = run.make(job);
      if (store.complete(row.id(), result, Instant.now(), keep)) {
        pace.add(row, job.seconds());
      } else {
        withdraw(row);
      }
    } catch (CancellationException e) {
      stopped(job);
    } catch (ResShiftException | IOException e) {
      if (job.cancelled()) {
        stopped(job);
      } else {
        failed(row, run.named(FailureText.sentence(e), row));
      }
    } catch (RuntimeException | Error e) {
      LOG.error("job {} failed", row.id(), e);
      String sentence = FailureText.sentence(e);
      boolean known = e instanceof Error || sentence.startsWith("There is not enough memory");
      failed(row, known ? sentence : Problems.UNKNOWN);
    } finally {
      running.remove(row.id());
      synchronized (this) {
        notifyAll();
      }
      outcomes.ended(row.id(), store.find(row.id()));
    }
  }

  /** Ended before it was done. */
  private void stopped(Running job) {
    if (job.parked()) {
      store.park(job.row().id());
    }
    withdraw(job.row());
  }

  private void failed(JobRow row, String sentence) {
    try {
      store.fail(row.id(), sentence, Instant.now(), keep);
    } catch (StoreException e) {
      // A full disk: the next start takes the job up again.
      LOG.error("job {} failed ({}), which cannot be written down", row.id(), sentence, e);
    }
    withdraw(row);
  }

  /** Deletes what was made of a job that is not completed; all of a job that was deleted. */
  private void withdraw(JobRow row) {
    try {
      if (store.find(row.id()).isEmpty()) {
        folders.delete(row.id());
      } else {
        folders.abandon(row.id());
      }
    } catch (IOException e) {
      LOG.warn("files of job {} could not be deleted: {}", row.id(), FailureText.sentence(e));
    }
  }

  /** A job that is worked on. */
  Optional<Running> running(String id) {
    return Optional.ofNullable(running.get(id));
  }

  /** How many jobs are worked on. */
  int busy() {
    return running.size();
  }

  /** Ends a job by request. False if it has ended already. */
  synchronized boolean cancel(JobRow row) {
    boolean was = store.cancel(row.id(), Instant.now(), keep);
    running(row.id()).ifPresent(Running::cancel);
    outcomes.ended(row.id(), store.find(row.id()));
    outcomes.queueMoved();
    return was;
  }

  /** Ends a job and deletes all that is there of it. */
  synchronized void delete(JobRow row) throws IOException {
    store.delete(row.id());
    running(row.id()).ifPresent(Running::cancel);
    try {
      folders.delete(row.id());
    } catch (DirectoryNotEmptyException e) {
      // Work on it goes on for a moment and writes; its end deletes what is left.
      LOG.info("files of job {} are deleted when work on it has ended", row.id());
    }
    outcomes.ended(row.id(), Optional.empty());
    outcomes.queueMoved();
  }

  /** Seconds that a job takes; empty before the first one is done. */
  OptionalDouble secondsForOne() {
    return pace.usual();
  }

  /** Seconds until a job is done; empty where nothing is known. */
  OptionalDouble left(JobRow row) {
    if (row.state() == JobState.GENERATING) {
      return running(row.id()).map(this::left).orElse(OptionalDouble.empty());
    }
    if (row.state() != JobState.QUEUED) {
      return OptionalDouble.empty();
    }
    double seconds = 0;
    for (Running job : running.values()) {
      OptionalDouble left = left(job);
      if (left.isEmpty()) {
        return left;
      }
      seconds += left.getAsDouble();
    }
    for (JobRow before : store.queue()) {
      OptionalDouble needs = pace.of(before);
      if (before.number() > row.number() || needs.isEmpty()) {
        return before.number() > row.number() ? OptionalDouble.of(seconds) : needs;
      }
      seconds += needs.getAsDouble();
    }
    return OptionalDouble.of(seconds);
  }

  private OptionalDouble left(Running job) {
    return job.left().isPresent() ? job.left() : pace.of(job.row());
  }

  /** Takes no new work; what runs may go on until then. */
  boolean finish(Duration limit) throws InterruptedException {
    synchronized (this) {
      open = false;
      notifyAll();
      long end = System.nanoTime() + limit.toNanos();
      while (!running.isEmpty() && System.nanoTime() < end) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, end - System.nanoTime()));
      }
    }
    running.values().forEach(Running::park);
    long end = System.nanoTime() + PIECE.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
    return running.isEmpty();
  }

  @Override
  public void close() {
    outcomes.close();
  }
}
