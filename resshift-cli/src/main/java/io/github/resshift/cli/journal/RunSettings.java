package io.github.resshift.cli.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything besides the source that the bytes of a result depend on.
 *
 * @param values by the name of the option
 */
public record RunSettings(SortedMap<String, String> values) {
  /** What a setting is called that was not given. */
  private static final String NONE = "default";

  /** Copies the values. */
  public RunSettings {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** The SHA-256 digest of names and values in lower-case hexadecimal. */
  public String digest() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append(name.length())
                .append(':')
                .append(name)
                .append('=')
                .append(value.length())
                .append(':')
                .append(value)
                .append('\n'));
    return HexFormat.of()
        .formatHex(FileState.digest().digest(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * What is different, in words, such as {@code --steps 4, now 15}.
   *
   * @param before the settings of an earlier run
   */
  public String changesSince(Map<String, String> before) {
    List<String> changes = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(values.keySet());
    for (String name : names) {
      String was = before.getOrDefault(name, NONE);
      String is = values.getOrDefault(name, NONE);
      if (!was.equals(is)) {
        changes.add(name + " " + shortened(was) + ", now " + shortened(is));
      }
    }
    return String.join("; ", changes);
  }

  /** Digests are told apart by their beginning. */
  private static String shortened(String value) {
    return value.matches("[0-9a-f]{64}") ? value.substring(0, 8) : value;
  }
}
