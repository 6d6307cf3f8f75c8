package io.github.resshift.plugin;

import io.github.resshift.Plugins;
import io.github.resshift.ResShiftException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The measures and the losses that the user added, by their names. Stateless. */
public final class Added {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]*");

  private Added() {}

  /**
   * Looks for measures.
   *
   * @param own names that the program has itself
   * @throws ResShiftException for a name that is taken or is no name
   */
  public static SortedMap<String, Metric> metrics(Set<String> own) {
    return byName("measure", Metric.class, Metric::name, own);
  }

  /**
   * Looks for losses.
   *
   * @param own keys that the program has itself
   * @throws ResShiftException for a name that is taken or is no name
   */
  public static SortedMap<String, Loss> losses(Set<String> own) {
    return byName("loss", Loss.class, Loss::name, own);
  }

  private static <T> SortedMap<String, T> byName(
      String kind, Class<T> service, Function<T, String> name, Set<String> own) {
    SortedMap<String, T> found = new TreeMap<>();
    for (T provider : Plugins.of(service)) {
      String word = name.apply(provider);
      String type = provider.getClass().getName();
      if (word == null || !NAME.matcher(word).matches()) {
        throw new ResShiftException(
            String.format(
                "The added %s %s is called '%s'; a name is small letters, digits, hyphens and"
                    + " underscores, after a letter.",
                kind, type, word));
      }
      T other = found.put(word, provider);
      if (other != null || own.contains(word)) {
        throw new ResShiftException(
            String.format(
                "The added %s %s is called '%s', as %s is; give it another name.",
                kind,
                type,
                word,
                other == null ? "one of the program" : other.getClass().getName()));
      }
    }
    return found;
  }
}
