package io.github.resshift.server.store;

import io.github.resshift.ResShiftException;

/** The folder of a server cannot be used. */
public final class StoreException extends ResShiftException {
  private static final long serialVersionUID = 1L;

  /** With one sentence. */
  public StoreException(String message) {
    super(message);
  }

  /** With one sentence and what caused it. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
