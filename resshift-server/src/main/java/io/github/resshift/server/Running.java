package io.github.resshift.server;

import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.server.store.JobRow;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job that is worked on: how far it is, and whether it should end. Thread-safe. */
final class Running implements PictureMaker.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Running.class);
  private static final double NANOS = 1e9;

  private final JobRow row;
  private final Semaphore turn;
  private final Consumer<String> changed;
  private volatile double share;
  private volatile long since;
  private volatile boolean cancelled;
  private volatile boolean parked;

  /**
   * A job whose work begins.
   *
   * @param turn lets one at a time compute
   * @param changed hears the id when there is progress
   */
  Running(JobRow row, Semaphore turn, Consumer<String> changed) {
    this.row = row;
    this.turn = turn;
    this.changed = changed;
  }

  JobRow row() {
    return row;
  }

  @Override
  public void progress(int done, int total) {
    share = Math.min(1, (double) done / total);
    changed.accept(row.id());
  }

  @Override
  public boolean cancelled() {
    return cancelled || parked;
  }

  /** Tiles, steps and frames: nothing that who handed the picture in must know. */
  @Override
  public void say(String sentence) {
    LOG.debug("{}: {}", row.id(), sentence);
  }

  /** The network takes all cores that it may, so two at a time would only need twice the memory. */
  @Override
  public <T> T compute(Supplier<T> part) {
    turn.acquireUninterruptibly();
    try {
      if (since == 0) {
        since = System.nanoTime();
      }
      return part.get();
    } finally {
      turn.release();
    }
  }

  void cancel() {
    cancelled = true;
  }

  /** The server ends; the job goes on when it starts again. */
  void park() {
    parked = true;
  }

  /** Whether it ended for the server's sake alone. */
  boolean parked() {
    return parked && !cancelled;
  }

  double share() {
    return share;
  }

  /** Seconds that computing has taken so far. */
  double seconds() {
    return since == 0 ? 0 : (System.nanoTime() - since) / NANOS;
  }

  /** Seconds until it is done, by what is done of it. */
  OptionalDouble left() {
    double done = share;
    return done > 0 ? OptionalDouble.of(seconds() * (1 - done) / done) : OptionalDouble.empty();
  }
}
