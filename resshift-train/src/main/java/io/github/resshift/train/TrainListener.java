package io.github.resshift.train;

import java.io.IOException;
import java.nio.file.Path;

/** Is told what happens in a training run, on the training thread. */
public interface TrainListener {
  /**
   * An iteration that is done.
   *
   * @param number counted from 1
   * @param result losses and norm of the gradient
   * @param rate learning rate
   * @param waited seconds spent waiting for data
   */
  record Iteration(long number, StepResult result, double rate, double waited) {}

  /** After an iteration. */
  default void iteration(Iteration iteration) {}

  /** After a checkpoint was written. */
  default void saved(Path file) {}

  /** After a validation. */
  default void measured(long iteration, Measured measured) throws IOException {}

  /** Tells both of everything, {@code first} first. */
  static TrainListener both(TrainListener first, TrainListener second) {
    return new TrainListener() {
      @Override
      public void iteration(Iteration iteration) {
        first.iteration(iteration);
        second.iteration(iteration);
      }

      @Override
      public void saved(Path file) {
        first.saved(file);
        second.saved(file);
      }

      @Override
      public void measured(long iteration, Measured measured) throws IOException {
        first.measured(iteration, measured);
        second.measured(iteration, measured);
      }
    };
  }
}
