package io.github.resshift.jobs.journal;

import io.github.resshift.ResShiftException;

/** The journal of an output folder cannot be used; nothing more can be done in that folder. */
public final class JournalException extends ResShiftException {
  private static final long serialVersionUID = 1L;

  /** With one sentence that names the folder or the file. */
  public JournalException(String message) {
    super(message);
  }

  /** With one sentence that names the folder or the file, and the cause. */
  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
