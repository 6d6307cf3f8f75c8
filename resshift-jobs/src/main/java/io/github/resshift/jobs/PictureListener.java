package io.github.resshift.jobs;

import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.restore.RestoreListener;
import io.github.resshift.restore.RestorePlan;
import io.github.resshift.tensor.SystemMemory;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Passes the progress of a picture on, and tells the plan of one that takes long: as soon as a few
 * tiles after the first are done, because only their time tells how long the rest takes. Used by
 * one thread at a time.
 */
final class PictureListener implements RestoreListener {
  /** Work of fewer seconds is not worth a line. */
  private static final double LONG = 30;

  /**
   * The first piece warms the engine up and allocates the lines of the whole width, which may take
   * ten times as long as a piece does; after so many seconds that is only a part of it, and waiting
   * for another would be worse.
   */
  private static final double WARM = 30;

  /** So many pieces after the first one are measured, or as many as take so many seconds. */
  private static final int SAMPLE = 4;

  private static final double SAMPLE_SECONDS = 2;

  private static final double ROUNDING = 1e-9;
  private static final double NANOS = 1e9;
  private static final double GIGA = 1e9;

  private final PictureMaker.Listener steps;
  private final LongSupplier clock;
  private final LongSupplier resident;
  private RestorePlan plan;
  private long memory;
  private long since;
  private int pieces;
  private double measured;
  private boolean told;

  PictureListener(PictureMaker.Listener steps) {
    this(steps, System::nanoTime, SystemMemory::resident);
  }

  /**
   * A listener for one picture.
   *
   * @param clock nanoseconds from any start
   * @param resident bytes that this process has
   */
  PictureListener(PictureMaker.Listener steps, LongSupplier clock, LongSupplier resident) {
    this.steps = steps;
    this.clock = clock;
    this.resident = resident;
  }

  @Override
  public void planned(RestorePlan next) {
    if (next.resumed()) {
      steps.say("memory ran out; the rest is made with " + tiles(next));
      plan = null;
      return;
    }
    plan = told ? null : next;
    memory = resident.getAsLong() + next.bytes();
    since = clock.getAsLong();
    pieces = 0;
    measured = 0;
  }

  @Override
  public void progress(int done, int total) {
    if (plan != null) {
      measure();
    }
    steps.progress(done, total);
  }

  private void measure() {
    long now = clock.getAsLong();
    double seconds = (now - since) / NANOS;
    since = now;
    pieces++;
    double piece = seconds;
    if (pieces > 1) {
      measured += seconds;
      piece = measured / (pieces - 1);
      boolean enough = pieces > SAMPLE || measured >= SAMPLE_SECONDS || pieces == alike();
      if (!enough) {
        return;
      }
    } else if (alike() > 1 && seconds < WARM) {
      return;
    }
    double all = piece / plan.firstShare();
    if (all >= LONG) {
      told = true;
      steps.say(
          String.format(
              Locale.ROOT,
              "%s (%s), %d step%s, about %.1f GB of memory, about %s",
              tiles(plan),
              plan.tiling().name().toLowerCase(Locale.ROOT),
              plan.steps(),
              plan.steps() == 1 ? "" : "s",
              memory / GIGA,
              TimeWords.of(all)));
    }
    plan = null;
  }

  /** How many pieces from the first one on are as large as it is. */
  private int alike() {
    boolean all = Math.abs(plan.firstShare() * plan.pieces() - 1) < ROUNDING;
    return all ? plan.pieces() : plan.tiles().count();
  }

  private static String tiles(RestorePlan plan) {
    int count = plan.tiles().count();
    return "%d tile%s of %d x %d pixels"
        .formatted(count, count == 1 ? "" : "s", plan.tiles().width(), plan.tiles().height());
  }

  @Override
  public boolean cancelled() {
    return steps.cancelled();
  }
}
