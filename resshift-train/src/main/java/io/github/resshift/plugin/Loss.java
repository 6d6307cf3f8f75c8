package io.github.resshift.plugin;

/**
 * A term of the training loss that the user adds: {@code train.loss.NAME} is then its weight. A
 * provider needs a public constructor without parameters and a line in {@code
 * META-INF/services/io.github.resshift.plugin.Loss}. Several threads may call it at a time.
 *
 * <p>It works on plain numbers and tells its derivative itself, so that it depends neither on the
 * engine nor on its version. Pictures are copied to the processor's memory for it: on a GPU that
 * costs time in every iteration.
 */
public interface Loss {
  /** The key of its weight: small letters, digits, underscores and hyphens, after a letter. */
  String name();

  /**
   * Whether it counts in every step of the chain; else only in the share {@code train.loss.late}
   * from its clean end, as losses about texture do.
   */
  default boolean everywhere() {
    return false;
  }

  /**
   * The distance of one sample, and its derivative.
   *
   * @param prediction the decoded prediction, around [-1, 1]
   * @param truth the clean picture, of the same size
   * @param gradient takes the derivative of the distance by each value of the prediction, in the
   *     same order; all zero at first
   */
  double of(Colours prediction, Colours truth, float[] gradient);
}
