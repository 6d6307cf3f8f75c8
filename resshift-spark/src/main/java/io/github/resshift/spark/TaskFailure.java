package io.github.resshift.spark;

import io.github.resshift.ResShiftException;

/** A task failed for a reason that is not its picture's: the message names picture and reason. */
final class TaskFailure extends ResShiftException {
  private static final long serialVersionUID = 1;

  TaskFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
