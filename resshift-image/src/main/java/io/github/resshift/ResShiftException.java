package io.github.resshift;

/**
 * A failure that the user can act on: the message is one clear sentence that names what is wrong
 * and says what to do, fit to be shown without a stack trace.
 */
public class ResShiftException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure with a message for the user. */
  public ResShiftException(String message) {
    super(message);
  }

  /** A failure with a message for the user and the cause for the log. */
  public ResShiftException(String message, Throwable cause) {
    super(message, cause);
  }
}
