package io.github.resshift.jobs.batch;

/**
 * Hears what a run does. All calls come one after the other, but those of {@link #step} may come
 * from other threads.
 */
public interface BatchListener {
  /** The plan is made; work starts. */
  default void started(BatchPlan plan) {}

  /** The work is loaded, which happens before the first picture that needs it. */
  default void opened(PictureMaker work) {}

  /** The work on a picture starts. */
  default void picture(BatchPlan.Todo picture) {}

  /** {@code done} of {@code total} parts of {@code picture} are computed. */
  default void step(BatchPlan.Todo picture, int done, int total) {}

  /** Something that the user should know while {@code picture} is worked on: a sentence. */
  default void said(BatchPlan.Todo picture, String sentence) {}

  /** A picture is finished, passed over, or given up. */
  default void finished(BatchPlan.Item item, PictureResult result) {}

  /** Nothing more will come; called once, also when the run was cancelled or failed as a whole. */
  default void ended() {}
}
