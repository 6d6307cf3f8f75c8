package io.github.resshift.restore;

import io.github.resshift.ResShiftException;

/** The listener asked to stop; nothing was written. */
public final class CancelledException extends ResShiftException {
  private static final long serialVersionUID = 1L;

  CancelledException() {
    super("Cancelled.");
  }
}
