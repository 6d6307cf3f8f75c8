package io.github.resshift.bench;

import java.util.OptionalDouble;

/** Values for {@link Table#add}. */
final class Cells {
  private Cells() {}

  static Double orNull(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }

  /** A number of a report that was read back. */
  static double number(Object cell) {
    return ((Number) cell).doubleValue();
  }
}
