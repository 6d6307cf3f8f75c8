package io.github.resshift.catalog;

import io.github.resshift.ResShiftException;

/** A model that is unknown, not there, damaged, or cannot be downloaded. */
public class CatalogException extends ResShiftException {
  private static final long serialVersionUID = 1L;

  /** A failure with a message that names the model or file and says what to do. */
  public CatalogException(String message) {
    super(message);
  }

  /** A failure with a message for the user, and its cause. */
  public CatalogException(String message, Throwable cause) {
    super(message, cause);
  }
}
