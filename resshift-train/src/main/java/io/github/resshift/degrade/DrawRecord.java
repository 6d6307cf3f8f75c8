package io.github.resshift.degrade;

import java.util.List;

/**
 * The decisions of one sample in the order in which they were made. Random fields are not stored:
 * they follow from the seed and their place in the list.
 *
 * @param seed the seed of the draws
 * @param entries the decisions
 */
public record DrawRecord(long seed, List<Entry> entries) {
  /** Whether an entry holds its values or stands for a field that the seed gives. */
  public enum Kind {
    /** Numbers that were drawn. */
    VALUES,
    /** A random field, to be made again from seed and position. */
    FIELD
  }

  /** One decision: its name and, but for fields, its values. */
  public record Entry(String name, Kind kind, double[] values) {}

  /** Draws that give exactly these decisions again. */
  public Draws replay() {
    return new ReplayedDraws(this);
  }
}
