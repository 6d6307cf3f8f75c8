package io.github.resshift.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of several pictures.
 *
 * @param done how many were made
 * @param failed how many could not be made
 * @param pixels of the results
 * @param seconds that tasks worked on them
 * @param failures some of the failures, each with its sentence
 * @param notes some of what the user should know
 */
record Tally(
    long done,
    long failed,
    double pixels,
    double seconds,
    List<String> failures,
    List<String> notes)
    implements Serializable {
  private static final int SHOWN = 20;

  static final Tally NOTHING = new Tally(0, 0, 0, 0, List.of(), List.of());

  /** Copies the lists, which must be of a kind that travels. */
  Tally {
    failures = new ArrayList<>(failures);
    notes = new ArrayList<>(notes);
  }

  Tally plus(Tally other) {
    return new Tally(
        done + other.done,
        failed + other.failed,
        pixels + other.pixels,
        seconds + other.seconds,
        some(failures, other.failures),
        some(notes, other.notes));
  }

  private static List<String> some(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all.size() > SHOWN ? new ArrayList<>(all.subList(0, SHOWN)) : all;
  }
}
