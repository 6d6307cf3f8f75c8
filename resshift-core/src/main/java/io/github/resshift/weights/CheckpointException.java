package io.github.resshift.weights;

import io.github.resshift.ResShiftException;

/** A weights file that cannot be used: damaged, unsafe, or not for the network that asked. */
public class CheckpointException extends ResShiftException {
  private static final long serialVersionUID = 1L;

  /** A failure with a message that names the file. */
  public CheckpointException(String message) {
    super(message);
  }

  /** A failure with a message that names the file, and its cause. */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
