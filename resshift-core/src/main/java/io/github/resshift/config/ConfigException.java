package io.github.resshift.config;

import io.github.resshift.ResShiftException;

/** A setting that is missing, of the wrong kind or out of range, or a file that is no YAML. */
public class ConfigException extends ResShiftException {
  private static final long serialVersionUID = 1L;

  /** A failure with a message that names origin, key and value. */
  public ConfigException(String message) {
    super(message);
  }

  /** A failure with a message that names origin, key and value, and its cause. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
