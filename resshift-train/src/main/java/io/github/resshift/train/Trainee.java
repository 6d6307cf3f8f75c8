package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.data.BatchSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Something that a {@link TrainingLoop} trains: what an iteration does to it, how good it is, and
 * what becomes of it. What it has opened is closed by the run. One thread.
 */
@Internal
public interface Trainee {
  /** What changes while it is trained. */
  WeightState state();

  /** Where its batches come from: this process's share of each. */
  BatchSource data();

  /** Settings that checkpoints record and a resumed run must share. */
  RunFacts facts();

  /**
   * Runs one iteration, within a scope of the caller: a function of the state, the seed and the
   * iteration alone, so that an interrupted run that is resumed equals one that was not.
   *
   * @param iteration counted from 1
   * @param batch this process's share
   * @param rate learning rate
   * @throws io.github.resshift.ResShiftException if a loss or the gradient is not finite; the
   *     weights are as before
   */
  StepResult step(long iteration, Batch batch, double rate);

  /** How good the averaged weights are; empty where there is nothing to measure with. */
  Optional<Measured> measure() throws IOException;

  /** Writes the averaged weights, ready to be used. */
  void export(Path folder) throws IOException;

  /**
   * Goes on from a checkpoint of another program.
   *
   * @return whether the file is one
   */
  default boolean adopt(Path file) {
    return false;
  }
}
