package io.github.resshift.train.data;

/** Where the training pairs come from. */
public interface BatchSource extends AutoCloseable {
  /**
   * The pairs of one iteration: a function of the source's seed and of {@code iteration} alone, so
   * that a resumed run sees what the uninterrupted one would have seen.
   *
   * @param iteration counted from 1; callers go upwards
   */
  Batch batch(long iteration);

  /** What identifies the data and how they are drawn, for the record of a training run. */
  String digest();

  /** What {@link #digest} was for checkpoints of the formats 1 and 2. */
  default String formerDigest() {
    return digest();
  }

  @Override
  void close();
}
