package io.github.resshift.jobs;

import java.util.Locale;

/** A length of time as people say it. */
public final class TimeWords {
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;

  private TimeWords() {}

  /** {@code 12 s}, {@code 5 min}, {@code 1.5 h}. */
  public static String of(double seconds) {
    if (seconds < MINUTE) {
      return String.format(Locale.ROOT, "%.0f s", Math.max(1, seconds));
    }
    return seconds < HOUR
        ? String.format(Locale.ROOT, "%.0f min", seconds / MINUTE)
        : String.format(Locale.ROOT, "%.1f h", seconds / HOUR);
  }
}
