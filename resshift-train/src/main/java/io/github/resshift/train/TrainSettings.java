package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.train.optimiser.LearningRate;
import java.util.OptionalInt;

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
 * @param logEvery iterations between lines of progress, at least 1
 * @param dataThreads threads that make batches, or empty for what suits the device
 */
@Internal
public record TrainSettings(
    LearningRate rate,
    int batch,
    GradientStep.Options stepOptions,
    double weightDecay,
    double emaRate,
    long seed,
    long saveEvery,
    long validateEvery,
    long logEvery,
    OptionalInt dataThreads) {
  /** Checks ranges. */
  public TrainSettings {
    require(batch >= 1, "batch must be at least 1, not " + batch);
    require(weightDecay >= 0, "weight_decay must not be negative, not " + weightDecay);
    require(saveEvery >= 1, "save_freq must be at least 1, not " + saveEvery);
    require(validateEvery >= 0, "val_freq must not be negative, not " + validateEvery);
  }

  /**
   * Reads the section {@code train} of a configuration, but for its losses.
   *
   * @throws io.github.resshift.config.ConfigException for missing or wrong settings
   */
  public static TrainSettings of(ConfigNode train) {
    LearningRate rate =
        new LearningRate(
            train.number("lr"),
            train.number("lr_min", 0),
            shape(train),
            train.longInteger("warmup_iterations", 0),
            train.longInteger("iterations"));
    int batch = train.integers("batch").get(0);
    GradientStep.Options options =
        new GradientStep.Options(
            train.integer("microbatch", batch),
            train.flag("use_amp", false),
            train.number("clip_norm", Double.POSITIVE_INFINITY));
    return new TrainSettings(
        rate,
        batch,
        options,
        train.number("weight_decay", 0),
        train.number("ema_rate", 0.999),
        train.longInteger("seed", 12345),
        train.longInteger("save_freq", 1000),
        train.longInteger("val_freq", 0),
        train.has("log_freq") ? train.integers("log_freq").get(0) : 100,
        dataThreads(train));
  }

  private static OptionalInt dataThreads(ConfigNode train) {
    if (!train.has("num_workers")) {
      return OptionalInt.empty();
    }
    int threads = train.integer("num_workers");
    if (threads < 1) {
      throw train.problem("num_workers", "must be at least 1");
    }
    return OptionalInt.of(threads);
  }

  private static LearningRate.Shape shape(ConfigNode train) {
    String name = train.text("lr_schedule", "constant");
    return switch (name) {
      case "constant" -> LearningRate.Shape.CONSTANT;
      case "cosin", "cosine" -> LearningRate.Shape.COSINE;
      default -> throw train.problem("lr_schedule", "must be constant or cosin");
    };
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
