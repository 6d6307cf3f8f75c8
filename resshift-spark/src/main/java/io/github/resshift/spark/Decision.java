package io.github.resshift.spark;

import io.github.resshift.jobs.batch.Existing;
import io.github.resshift.spark.Manifest.Past;
import java.io.Serializable;

/**
 * What becomes of a picture before anything is opened, by what is there and what earlier runs say:
 * the rules of the command line's journal.
 *
 * @param existing what happens where a result is there
 * @param settings digest of this run's settings
 */
record Decision(Existing existing, String settings) implements Serializable {
  /** What a run does with a file. */
  enum Action {
    /** It is to be restored. */
    TODO,
    /** Its result is there. */
    SKIP,
    /** Its result is there, and the run may not go on. */
    THERE,
    /** It is no picture. */
    NO_PICTURE
  }

  /**
   * What is to be done.
   *
   * @param outdated why the result that is there is not what this run would make, or null
   */
  record Decided(Action action, String outdated) implements Serializable {
    private static final Decided TODO = new Decided(Action.TODO, null);
    private static final Decided SKIP = new Decided(Action.SKIP, null);
  }

  /**
   * Decides.
   *
   * @param target of the result
   * @param there length of the file that has the result's name, or null
   * @param past what is known of the source's last result, or null
   */
  Decided of(Source source, String target, Long there, Past past) {
    boolean known = past != null && past.target().equals(target);
    boolean whole = known && there != null && there == past.bytes();
    boolean same = known && past.by(settings);
    boolean from = known && past.of(source);
    boolean current = whole && same && from;
    if (current && !past.ended()) {
      return Decided.SKIP; // this run goes on with the one that was cut off
    }
    if (there == null || existing == Existing.OVERWRITE || existing == Existing.RENAME) {
      return Decided
          .TODO; // with rename, a file has this name only if a run that was cut off made it
    }
    return switch (existing) {
      case FAIL -> new Decided(Action.THERE, null);
      case UPDATE -> current ? Decided.SKIP : Decided.TODO;
      default ->
          current || !known
              ? Decided.SKIP
              : new Decided(
                  Action.SKIP,
                  !whole
                      ? "it is not as it was written"
                      : !same ? "it was made with other settings" : "the source has changed since");
    };
  }
}
