package io.github.resshift.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows of named values under a title, for people and for programs. Not thread-safe. */
public final class Table {
  private static final int DIGITS = 4;
  private static final String MISSING = "-";

  private final String title;
  private final List<String> columns;
  private final List<List<Object>> rows = new ArrayList<>();

  public Table(String title, String... columns) {
    this.title = title;
    this.columns = List.of(columns);
  }

  public String title() {
    return title;
  }

  public List<String> columns() {
    return columns;
  }

  /** Adds a row: texts and numbers; null where there is no value. */
  public void add(Object... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          "a row of '" + title + "' has " + columns.size() + " values, not " + values.length);
    }
    rows.add(new ArrayList<>(Arrays.asList(values)));
  }

  /** The rows as maps from column to value, in the order of the columns. */
  public List<Map<String, Object>> rows() {
    return rows.stream()
        .map(
            row -> {
              Map<String, Object> map = new LinkedHashMap<>();
              for (int i = 0; i < row.size(); i++) {
                map.put(columns.get(i), row.get(i));
              }
              return map;
            })
        .toList();
  }

  /** The table in Markdown, with columns that line up; numbers stand to the right. */
  public String text() {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = columns.get(i).length();
      for (List<Object> row : rows) {
        widths[i] = Math.max(widths[i], format(row.get(i)).length());
      }
    }
    StringBuilder out = new StringBuilder("### ").append(title).append("\n\n");
    for (int i = 0; i < widths.length; i++) {
      out.append("| ").append(padded(columns.get(i), widths[i], numeric(i))).append(' ');
    }
    out.append("|\n");
    for (int i = 0; i < widths.length; i++) {
      String line = "-".repeat(widths[i] - 1);
      out.append("| ").append(numeric(i) ? line + ":" : "-" + line).append(' ');
    }
    out.append("|\n");
    for (List<Object> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        out.append("| ").append(padded(format(row.get(i)), widths[i], numeric(i))).append(' ');
      }
      out.append("|\n");
    }
    return out.toString();
  }

  /** Numbers with four significant digits, but whole numbers in full. */
  public static String format(Object value) {
    if (value == null) {
      return MISSING;
    }
    if (!(value instanceof Double number)) {
      return value.toString();
    }
    if (number.isInfinite() || number.isNaN() || number == 0) {
      return number.isInfinite() ? (number > 0 ? "inf" : "-inf") : number.isNaN() ? "nan" : "0";
    }
    int magnitude = (int) Math.floor(Math.log10(Math.abs(number)));
    int decimals = Math.max(0, DIGITS - 1 - magnitude);
    return String.format(Locale.ROOT, "%." + decimals + "f", number);
  }

  private boolean numeric(int column) {
    return rows.stream().map(row -> row.get(column)).anyMatch(Number.class::isInstance);
  }

  private static String padded(String text, int width, boolean right) {
    String blank = " ".repeat(width - text.length());
    return right ? blank + text : text + blank;
  }
}
