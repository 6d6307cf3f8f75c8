package io.github.resshift.measure;

import java.util.OptionalDouble;

/** Values for {@link Table#add}. */
public final class Cells {
  private Cells() {}

  public static Double orNull(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }

  /** A number of a report that was read back. */
  public static double number(Object cell) {
    return ((Number) cell).doubleValue();
  }
}
