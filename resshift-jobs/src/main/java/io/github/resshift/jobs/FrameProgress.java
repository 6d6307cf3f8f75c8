package io.github.resshift.jobs;

import io.github.resshift.jobs.batch.PictureMaker.Listener;
import java.util.function.LongSupplier;

/** Tells from time to time how many frames or pages of a file are done. Used by one thread. */
final class FrameProgress {
  private static final long PAUSE_NANOS = 30_000_000_000L;

  private final Listener steps;
  private final int count;
  private final String noun;
  private final LongSupplier clock;
  private long told;

  /**
   * Progress of one file.
   *
   * @param clock nanoseconds from any start
   */
  FrameProgress(Listener steps, int count, String noun, LongSupplier clock) {
    this.steps = steps;
    this.count = count;
    this.noun = noun;
    this.clock = clock;
    this.told = clock.getAsLong();
  }

  /** A number of frames is done; of the last one the result tells. */
  void done(int number) {
    long now = clock.getAsLong();
    if (now - told >= PAUSE_NANOS && number < count) {
      told = now;
      steps.say("%s %d of %d is done".formatted(noun, number, count));
    }
  }
}
