package io.github.resshift.train;

/**
 * How a network is trained.
 *
 * @param rate the learning rate over the whole run; its total is the number of iterations
 * @param batch samples of an iteration
 * @param stepOptions micro-batches, precision, clipping
 * @param weightDecay of AdamW
 * @param emaRate of the moving average
 * @param seed of initialisation, data, steps and noise
 * @param saveEvery iterations between checkpoints, at least 1
 * @param validateEvery iterations between validations; 0 for none
 */
public record TrainSettings(
    LearningRate rate,
    int batch,
    TrainingStep.Options stepOptions,
    double weightDecay,
    double emaRate,
    long seed,
    long saveEvery,
    long validateEvery) {
  /** Checks ranges. */
  public TrainSettings {
    require(batch >= 1, "batch must be at least 1, not " + batch);
    require(weightDecay >= 0, "weight_decay must not be negative, not " + weightDecay);
    require(saveEvery >= 1, "save_freq must be at least 1, not " + saveEvery);
    require(validateEvery >= 0, "val_freq must not be negative, not " + validateEvery);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
