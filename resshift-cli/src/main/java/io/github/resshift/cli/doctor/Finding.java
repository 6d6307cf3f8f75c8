package io.github.resshift.cli.doctor;

/**
 * One thing that the doctor found.
 *
 * @param topic what it belongs to, such as {@code engine}
 * @param name what it is, in lower case with underscores
 * @param value what was found
 * @param level whether something should be done about it
 */
public record Finding(String topic, String name, String value, Level level) {
  /** How good a finding is. */
  public enum Level {
    /** As it should be. */
    FINE,
    /** Works, could be better; the value says how. */
    HINT,
    /** Does not work; the value says why. */
    PROBLEM
  }

  /** A finding as it should be. */
  static Finding fine(String topic, String name, Object value) {
    return new Finding(topic, name, String.valueOf(value), Level.FINE);
  }

  /** A finding that could be better. */
  static Finding hint(String topic, String name, String value) {
    return new Finding(topic, name, value, Level.HINT);
  }

  /** A finding that does not work. */
  static Finding problem(String topic, String name, String value) {
    return new Finding(topic, name, value, Level.PROBLEM);
  }
}
