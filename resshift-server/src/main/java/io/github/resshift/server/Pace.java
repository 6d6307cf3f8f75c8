package io.github.resshift.server;

import io.github.resshift.server.store.JobRow;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** How long work takes, learned from what was done. Thread-safe. */
final class Pace {
  /** What the newest job counts for. */
  private static final double NEWEST = 0.3;

  private final Map<String, Double> secondsAPixel = new HashMap<>();
  private double secondsAJob;

  /** A job was done. */
  synchronized void add(JobRow row, double seconds) {
    secondsAPixel.merge(row.request().model(), seconds / pixels(row), Pace::blend);
    secondsAJob = secondsAJob == 0 ? seconds : blend(secondsAJob, seconds);
  }

  /** Seconds that a job will take; empty before the first of its model is done. */
  synchronized OptionalDouble of(JobRow row) {
    Double known = secondsAPixel.get(row.request().model());
    return known == null ? OptionalDouble.empty() : OptionalDouble.of(known * pixels(row));
  }

  /** Seconds that jobs take; empty before the first one is done. */
  synchronized OptionalDouble usual() {
    return secondsAJob == 0 ? OptionalDouble.empty() : OptionalDouble.of(secondsAJob);
  }

  private static double pixels(JobRow row) {
    return (double) row.request().width() * row.request().height() * row.request().input().frames();
  }

  private static double blend(double before, double now) {
    return (1 - NEWEST) * before + NEWEST * now;
  }
}
