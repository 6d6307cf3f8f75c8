package io.github.resshift.train.stage;

import java.nio.file.Path;
import java.util.Map;

/** Is told what happens while a first stage is trained, on the training thread. */
public interface StageListener {
  /**
   * An iteration that is done.
   *
   * @param number counted from 1
   * @param loss mean of the batch
   * @param terms means of its terms before weighting
   * @param rate learning rate
   * @param waited seconds spent waiting for data
   * @param latents how they were used
   */
  record Iteration(
      long number,
      double loss,
      Map<String, Double> terms,
      double rate,
      double waited,
      LatentUse latents) {}

  /** After an iteration. */
  default void iteration(Iteration iteration) {}

  /** After a checkpoint was written. */
  default void saved(Path file) {}

  /** After a validation: mean PSNR of the reconstructions in dB. */
  default void validated(double psnr) {}

  /** One that tells two others, the first one first. */
  static StageListener both(StageListener first, StageListener second) {
    return new StageListener() {
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
      public void validated(double psnr) {
        first.validated(psnr);
        second.validated(psnr);
      }
    };
  }
}
