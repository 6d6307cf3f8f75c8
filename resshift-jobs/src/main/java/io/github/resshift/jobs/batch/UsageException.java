package io.github.resshift.jobs.batch;

import io.github.resshift.ResShiftException;

/** What was asked for makes no sense as it stands; nothing was touched. */
public final class UsageException extends ResShiftException {
  private static final long serialVersionUID = 1L;

  /** With one sentence that names the option and says what to do. */
  public UsageException(String message) {
    super(message);
  }
}
