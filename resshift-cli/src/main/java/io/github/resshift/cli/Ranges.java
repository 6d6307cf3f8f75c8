package io.github.resshift.cli;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Refuses option values outside of their ranges with one sentence that names the option. */
final class Ranges {
  private final CommandLine command;

  Ranges(CommandLine command) {
    this.command = command;
  }

  /** Null, or between {@code low} and {@code high}, both included. */
  void between(String option, Integer value, int low, int high) {
    if (value != null && (value < low || value > high)) {
      throw refuse(option + " must be from " + low + " to " + high + ", not " + value + ".");
    }
  }

  /** Null, or between {@code low} and {@code high}, both included. */
  void between(String option, Double value, double low, double high) {
    if (value != null && !(value >= low && value <= high)) {
      throw refuse(
          String.format(
              Locale.ROOT,
              "%s must be from %s to %s, not %s.",
              option,
              number(low),
              number(high),
              number(value)));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Must match {@code pattern}; {@code allowed} says in words what does. */
  void matches(String option, String value, Pattern pattern, String allowed) {
    if (!pattern.matcher(value).matches()) {
      throw refuse(option + " must be " + allowed + ", not '" + value + "'.");
    }
  }

  /** The exception for a usage error. */
  ParameterException refuse(String sentence) {
    return new ParameterException(command, sentence);
  }
}
