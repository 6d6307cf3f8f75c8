package io.github.resshift.image;

import io.github.resshift.ResShiftException;

/** A picture that cannot be read, written or held; the message names the file and the reason. */
public class PictureException extends ResShiftException {
  private static final long serialVersionUID = 1L;

  /** A failure with a message for the user. */
  public PictureException(String message) {
    super(message);
  }

  /** A failure with a message for the user and the cause for the log. */
  public PictureException(String message, Throwable cause) {
    super(message, cause);
  }
}
