package io.github.resshift.restore;

import java.util.function.BiConsumer;

/** Is told how far a picture is, and can end the work. Called on the working thread. */
public interface RestoreListener {
  /** A listener that does nothing. */
  RestoreListener NONE = new RestoreListener() {};

  /**
   * A listener that only looks on.
   *
   * @param progress takes the pieces done and the pieces of the whole picture
   */
  static RestoreListener onProgress(BiConsumer<Integer, Integer> progress) {
    return new RestoreListener() {
      @Override
      public void progress(int done, int total) {
        progress.accept(done, total);
      }
    };
  }

  /**
   * A listener for a part of the work, whose progress it tells as a share of the whole.
   *
   * @param before share of the work that is done before this part, from 0
   * @param share of the work that this part is, at most 1
   */
  default RestoreListener part(double before, double share) {
    return new PartListener(this, before, share);
  }

  /** Before the work begins, and again when it goes on with smaller tiles. */
  default void planned(RestorePlan plan) {}

  /**
   * After a piece of work.
   *
   * @param done pieces done, from 1
   * @param total pieces of the whole picture
   */
  default void progress(int done, int total) {}

  /** Asked before every piece; true ends the work with a {@link CancelledException}. */
  default boolean cancelled() {
    return false;
  }
}
