package io.github.resshift.jobs.batch;

import io.github.resshift.ResShiftException;
import io.github.resshift.jobs.batch.BatchPlan.Item;
import io.github.resshift.jobs.batch.BatchPlan.Skip;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.BatchPlan.Unusable;
import io.github.resshift.jobs.batch.PictureMaker.Made;
import io.github.resshift.jobs.batch.PictureResult.Status;
import io.github.resshift.jobs.journal.JournalException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works through a plan: one picture after the other, or with a {@link Overlap} several that
 * overlap. What goes wrong with one picture is its result and does not touch the others.
 */
public final class BatchRunner {
  private static final double NANOS = 1e9;
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  private final PictureMaker.Opener opener;
  private final List<BatchListener> listeners;
  private final Cancellation cancellation;
  private final Function<Throwable, String> explain;
  private final Ledger ledger;
  private final Object turn = new Object();
  private final Object opening = new Object();
  private final SortedMap<Integer, PictureResult> results = new TreeMap<>();
  private Overlap pipeline = Overlap.NONE;
  private Optional<Extras> dated = Optional.empty();
  private int taken;
  private PictureMaker work;
  private RuntimeException notOpened;
  private volatile String stopped;
  private volatile Thread caller;

  /**
   * A runner for one plan.
   *
   * @param explain one sentence for the user about what went wrong
   * @param ledger hears of results when they are whole
   */
  public BatchRunner(
      PictureMaker.Opener opener,
      List<BatchListener> listeners,
      Cancellation cancellation,
      Function<Throwable, String> explain,
      Ledger ledger) {
    this.ledger = ledger;
    this.opener = opener;
    this.listeners = List.copyOf(listeners);
    this.cancellation = cancellation;
    this.explain = explain;
  }

  /** Lets pictures overlap; the caller closes the pipeline. */
  public BatchRunner overlapping(Overlap overlap) {
    this.pipeline = overlap;
    return this;
  }

  /** Gives results and what is written besides them the times of their sources. */
  public BatchRunner keepingTimes(Extras extras) {
    this.dated = Optional.of(extras);
    return this;
  }

  /**
   * Runs the plan to its end, until it is cancelled, or until there is no sense in going on: see
   * {@link #stopped}. To interrupt the calling thread cancels the run; it comes back when no
   * picture is worked on any more.
   *
   * @return one result for each item that was reached, in the order of the plan
   * @throws RuntimeException if the work cannot be opened at all
   */
  public List<PictureResult> run(BatchPlan plan) {
    return run(plan, plan.items().iterator());
  }

  /**
   * The same with items that become known while the run goes on.
   *
   * @param plan what is told to listeners at the start
   * @param items asked by one thread at a time; may wait
   */
  public List<PictureResult> run(BatchPlan plan, Iterator<Item> items) {
    try {
      caller = Thread.currentThread();
      listeners.forEach(listener -> listener.started(plan));
      pipeline.run(() -> workThrough(items), cancellation::request);
      return List.copyOf(results.values());
    } finally {
      listeners.forEach(BatchListener::ended);
      if (work != null) {
        work.close();
      }
    }
  }

  /** Why the run ended before its plan did, if that was not the user's wish. */
  public Optional<String> stopped() {
    return Optional.ofNullable(stopped);
  }

  private void workThrough(Iterator<Item> items) {
    while (true) {
      Item item;
      int index;
      synchronized (turn) {
        if (cancelled() || stopped != null || !items.hasNext()) {
          return;
        }
        item = items.next();
        index = taken++;
      }
      PictureResult result;
      try {
        result = result(item);
      } catch (Error e) {
        stopped = e.toString(); // the others end, too, before the work is closed
        throw e;
      }
      synchronized (results) {
        results.put(index, result);
        listeners.forEach(listener -> listener.finished(item, result));
      }
    }
  }

  private boolean cancelled() {
    if (caller.isInterrupted()) {
      cancellation.request();
    }
    return cancellation.requested();
  }

  private PictureResult result(Item item) {
    if (item instanceof Todo picture) {
      open();
      return pipeline.admit(picture, () -> process(picture));
    }
    return item instanceof Skip skip
        ? PictureResult.skipped(skip)
        : PictureResult.unusable((Unusable) item);
  }

  private void open() {
    synchronized (opening) {
      if (notOpened != null) {
        throw notOpened;
      }
      if (work != null) {
        return;
      }
      try {
        work = opener.open();
        ledger.open();
      } catch (RuntimeException e) {
        notOpened = e;
        throw e;
      }
      synchronized (results) {
        listeners.forEach(listener -> listener.opened(work));
      }
    }
  }

  private PictureResult process(Todo picture) {
    synchronized (results) {
      listeners.forEach(listener -> listener.picture(picture));
    }
    Relay relay = new Relay(picture);
    try {
      makeFolder(picture.target());
      Ledger.Receipt receipt = ledger.start(picture);
      Made made = work.process(picture, relay);
      if (dated.isPresent()) {
        made = made.noting(FileTimes.copy(picture, dated.get()));
      }
      receipt.done();
      return new PictureResult(
          picture.input(),
          Optional.of(picture.target()),
          Status.DONE,
          relay.seconds(),
          Optional.of(made),
          Optional.empty(),
          Optional.empty());
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      Status status = cancelled() ? Status.CANCELLED : Status.FAILED;
      if (status == Status.FAILED) {
        LOG.info("{} failed", picture.source(), e);
      }
      if (DiskSpace.full(e)) {
        stopped = "The disk of '" + picture.target() + "' is full.";
      } else if (e instanceof JournalException) {
        stopped = e.getMessage();
      }
      String reason = status == Status.CANCELLED ? "The run was cancelled." : explain.apply(e);
      return PictureResult.without(picture.input(), relay.seconds(), status, reason);
    }
  }

  private static void makeFolder(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
      throw new ResShiftException(
          "The output folder '"
              + folder
              + "' cannot be made"
              + (reason == null ? "" : " (" + reason + ")")
              + "; choose another with --output.",
          e);
    }
  }

  /** Passes the progress of one picture on, and measures the time that is spent on it. */
  private final class Relay implements PictureMaker.Listener {
    private final Todo picture;
    private final long start = System.nanoTime();
    private long waited;

    Relay(Todo picture) {
      this.picture = picture;
    }

    @Override
    public void progress(int done, int total) {
      listeners.forEach(listener -> listener.step(picture, done, total));
    }

    @Override
    public boolean cancelled() {
      return BatchRunner.this.cancelled();
    }

    @Override
    public void say(String sentence) {
      synchronized (results) {
        listeners.forEach(listener -> listener.said(picture, sentence));
      }
    }

    @Override
    public <T> T compute(Supplier<T> part) {
      long queued = System.nanoTime();
      return pipeline.compute(
          () -> {
            waited += System.nanoTime() - queued;
            return part.get();
          });
    }

    /** Without the time in which it waited for its turn. */
    double seconds() {
      return (System.nanoTime() - start - waited) / NANOS;
    }
  }
}
