package io.github.resshift.train;

import java.io.IOException;
import java.nio.file.Path;

/** Is told what happens in a training run, on the training thread. */
public interface TrainListener {
  /**
   * After an iteration.
   *
   * @param t steps of the batch
   * @param waited seconds spent waiting for data
   */
  default void iteration(long iteration, long[] t, double loss, double rate, double waited) {}

  /** After a checkpoint was written. */
  default void saved(Path file) {}

  /** When it is time to validate. */
  default void validate(TrainState state) throws IOException {}
}
