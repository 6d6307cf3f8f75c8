package io.github.resshift.cli.batch;

import io.github.resshift.ResShiftException;
import io.github.resshift.cli.batch.BatchPlan.Item;
import io.github.resshift.cli.batch.BatchPlan.Skip;
import io.github.resshift.cli.batch.BatchPlan.Unusable;
import io.github.resshift.cli.batch.BatchPlan.Work;
import io.github.resshift.cli.batch.PictureResult.Status;
import io.github.resshift.cli.batch.PictureWork.Made;
import io.github.resshift.cli.journal.JournalException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Works through a plan, one picture after the other. What goes wrong with one picture is its result
 * and does not touch the others.
 */
public final class BatchRunner {
  private static final double NANOS = 1e9;

  private final PictureWork.Opener opener;
  private final List<BatchListener> listeners;
  private final Cancellation cancellation;
  private final Function<Throwable, String> explain;
  private final Ledger ledger;
  private PictureWork work;
  private String stopped;

  /**
   * A runner for one plan.
   *
   * @param explain one sentence for the user about what went wrong
   * @param ledger hears of results when they are whole
   */
  public BatchRunner(
      PictureWork.Opener opener,
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

  /**
   * Runs the plan to its end, until it is cancelled, or until there is no sense in going on: see
   * {@link #stopped}.
   *
   * @return one result for each item that was reached
   * @throws RuntimeException if the work cannot be opened at all
   */
  public List<PictureResult> run(BatchPlan plan) {
    List<PictureResult> results = new ArrayList<>();
    try {
      listeners.forEach(listener -> listener.started(plan));
      for (Item item : plan.items()) {
        if (cancellation.requested() || stopped != null) {
          break;
        }
        PictureResult result = result(item);
        results.add(result);
        listeners.forEach(listener -> listener.finished(item, result));
      }
      return results;
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

  private PictureResult result(Item item) {
    if (item instanceof Work picture) {
      return process(picture);
    }
    if (item instanceof Skip skip) {
      return new PictureResult(
          skip.input(),
          Optional.of(skip.target()),
          Status.SKIPPED,
          0,
          Optional.empty(),
          Optional.empty(),
          skip.outdated());
    }
    Unusable unusable = (Unusable) item;
    return failed(unusable.input(), 0, Status.FAILED, unusable.reason());
  }

  private PictureResult process(Work picture) {
    if (work == null) {
      work = opener.open();
      ledger.open();
      listeners.forEach(listener -> listener.opened(work));
    }
    listeners.forEach(listener -> listener.picture(picture));
    long start = System.nanoTime();
    try {
      makeFolder(picture.target());
      Ledger.Receipt receipt = ledger.start(picture);
      Made made = work.process(picture, new Relay(picture));
      receipt.done();
      return new PictureResult(
          picture.input(),
          Optional.of(picture.target()),
          Status.DONE,
          seconds(start),
          Optional.of(made),
          Optional.empty(),
          Optional.empty());
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      Status status = cancellation.requested() ? Status.CANCELLED : Status.FAILED;
      if (DiskSpace.full(e)) {
        stopped = "The disk of '" + picture.target() + "' is full.";
      } else if (e instanceof JournalException) {
        stopped = e.getMessage();
      }
      String reason = status == Status.CANCELLED ? "The run was cancelled." : explain.apply(e);
      return failed(picture.input(), seconds(start), status, reason);
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

  private static PictureResult failed(String input, double seconds, Status status, String reason) {
    return new PictureResult(
        input,
        Optional.empty(),
        status,
        seconds,
        Optional.empty(),
        Optional.of(reason),
        Optional.empty());
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / NANOS;
  }

  /** Passes the progress of one picture on. */
  private final class Relay implements PictureWork.Steps {
    private final Work picture;

    Relay(Work picture) {
      this.picture = picture;
    }

    @Override
    public void progress(int done, int total) {
      listeners.forEach(listener -> listener.step(picture, done, total));
    }

    @Override
    public boolean cancelled() {
      return cancellation.requested();
    }
  }
}
