package io.github.resshift.server.store;

import java.util.Locale;

/** Where a job is. */
public enum JobState {
  /** Waits for its turn. */
  QUEUED,
  /** Is worked on. */
  GENERATING,
  /** Its result is there. */
  COMPLETED,
  /** Cannot be done. */
  FAILED,
  /** Was ended by a request. */
  CANCELLED;

  /** Whether nothing changes any more. */
  public boolean isFinal() {
    return this != QUEUED && this != GENERATING;
  }

  /** The word in tables and answers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of a word. */
  public static JobState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
