package io.github.resshift.config;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Conversions of parsed scalars; null where the value is of another kind or does not fit. */
final class Scalars {
  private Scalars() {}

  static String text(Object value) {
    return value instanceof String || isInteger(value) ? value.toString() : null;
  }

  static Boolean flag(Object value) {
    return value instanceof Boolean flag ? flag : null;
  }

  static Double number(Object value) {
    if (!(value instanceof Number number)) {
      return null;
    }
    double converted = number.doubleValue();
    return Double.isFinite(converted) ? converted : null;
  }

  static Integer integer(Object value) {
    BigDecimal exact = exact(value);
    try {
      return exact == null ? null : exact.intValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  static Long longInteger(Object value) {
    BigDecimal exact = exact(value);
    try {
      return exact == null ? null : exact.longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private static BigDecimal exact(Object value) {
    if (isInteger(value)) {
      return new BigDecimal(value.toString());
    }
    Double number = number(value);
    return number == null ? null : BigDecimal.valueOf(number);
  }

  private static boolean isInteger(Object value) {
    return value instanceof Integer || value instanceof Long || value instanceof BigInteger;
  }
}
