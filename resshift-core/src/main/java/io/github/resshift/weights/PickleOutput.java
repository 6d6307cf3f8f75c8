package io.github.resshift.weights;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes pickles of protocol 2 with the instructions that weights need. Used by one thread. */
final class PickleOutput {
  private static final int MAX_DEPTH = 15;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PickleOutput() {
    out.write(0x80);
    out.write(2);
  }

  /** Ends the pickle. */
  byte[] finish() {
    out.write('.');
    return out.toByteArray();
  }

  void global(String module, String name) {
    out.write('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  void mark() {
    out.write('(');
  }

  /** A tuple of everything since the mark. */
  void tuple() {
    out.write('t');
  }

  void emptyTuple() {
    out.write(')');
  }

  void emptyMap() {
    out.write('}');
  }

  /** Puts the key-value pairs since the mark into the map below it. */
  void setItems() {
    out.write('u');
  }

  /** Calls the function below with the tuple on top. */
  void reduce() {
    out.write('R');
  }

  /** Turns the tuple on top into the object that it identifies. */
  void persistent() {
    out.write('Q');
  }

  void flag(boolean value) {
    out.write(value ? 0x88 : 0x89);
  }

  void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    littleEndian(bytes.length, 4);
    out.writeBytes(bytes);
  }

  void integer(long value) {
    if (value == (int) value) {
      out.write('J');
      littleEndian(value, 4);
    } else {
      out.write(0x8a);
      out.write(8);
      littleEndian(value, 8);
    }
  }

  void integers(long[] values) {
    mark();
    for (long value : values) {
      integer(value);
    }
    tuple();
  }

  /**
   * Any plain value: text, number, flag, null, or a list or map of them.
   *
   * @param where its name, for the error
   * @throws IllegalArgumentException if it is something else, or nested without end
   */
  void plain(String where, Object value) {
    plain(where, value, MAX_DEPTH);
  }

  private void plain(String where, Object value, int depth) {
    if (depth == 0) {
      throw new IllegalArgumentException(where + " is nested more than " + MAX_DEPTH + " deep");
    }
    if (value == null) {
      out.write('N');
    } else if (value instanceof String text) {
      text(text);
    } else if (value instanceof Boolean flag) {
      flag(flag);
    } else if (value instanceof Double || value instanceof Float) {
      out.write('G');
      long bits = Double.doubleToLongBits(((Number) value).doubleValue());
      littleEndian(Long.reverseBytes(bits), 8);
    } else if (isInteger(value)) {
      integer(((Number) value).longValue());
    } else if (value instanceof List<?> list) {
      out.write(']');
      mark();
      for (Object item : list) {
        plain(where, item, depth - 1);
      }
      out.write('e');
    } else if (value instanceof Map<?, ?> map) {
      emptyMap();
      mark();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String) && !isInteger(entry.getKey())) {
          throw new IllegalArgumentException(
              where + " has a key that is neither text nor an integer");
        }
        plain(where, entry.getKey(), depth - 1);
        plain(where, entry.getValue(), depth - 1);
      }
      setItems();
    } else {
      throw new IllegalArgumentException(
          where + " is a " + value.getClass().getName() + ", not a plain value");
    }
  }

  private static boolean isInteger(Object value) {
    return value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte;
  }

  private void littleEndian(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >> (8 * i)));
    }
  }
}
