package io.github.resshift.jobs.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything besides the source that the bytes of a result depend on.
 *
 * @param values by the name of the option
 * @param leniency what of the records of earlier programs counts as the same
 */
public record RunSettings(SortedMap<String, String> values, Leniency leniency) {
  /** What a setting is called that was not given. */
  private static final String NONE = "default";

  /**
   * How the settings of an earlier program are compared with these.
   *
   * @param formerly how earlier programs wrote values that they wrote in another way, by name
   * @param notGiven names of options that have their default: a program that did not have such an
   *     option did what the default says
   */
  public record Leniency(Map<String, String> formerly, Set<String> notGiven) {
    /** None: values are the same or not. */
    static final Leniency NONE = new Leniency(Map.of(), Set.of());

    /** Copies both. */
    public Leniency {
      formerly = Map.copyOf(formerly);
      notGiven = Set.copyOf(notGiven);
    }
  }

  /** Settings that are compared value by value. */
  public RunSettings(SortedMap<String, String> values) {
    this(values, Leniency.NONE);
  }

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
      if (!same(name, before)) {
        changes.add(name + " " + shortened(was) + ", now " + shortened(is));
      }
    }
    return String.join("; ", changes);
  }

  /** Whether a result that was made with the settings of an earlier run would be made again. */
  boolean sameAs(Map<String, String> before) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(values.keySet());
    return names.stream().allMatch(name -> same(name, before));
  }

  private boolean same(String name, Map<String, String> before) {
    String was = before.get(name);
    if (was == null) {
      return leniency.notGiven().contains(name);
    }
    return was.equals(values.get(name)) || was.equals(leniency.formerly().get(name));
  }

  /** Digests are told apart by their beginning. */
  private static String shortened(String value) {
    return value.matches("[0-9a-f]{64}") ? value.substring(0, 8) : value;
  }
}
