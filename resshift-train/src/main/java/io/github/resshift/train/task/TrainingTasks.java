package io.github.resshift.train.task;

import io.github.resshift.Internal;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.train.TrainingTask;
import io.github.resshift.train.denoiser.TrainConfig;
import io.github.resshift.train.stage.StageConfig;
import java.nio.file.Path;

/**
 * Reads training configurations (docs/training.md): a network of the chain, or a first stage where
 * there is an {@code autoencoder} but no {@code model} and no {@code diffusion}. Stateless.
 */
public final class TrainingTasks {
  private TrainingTasks() {}

  /**
   * Reads a configuration. Keys without effect are among its {@link TrainingTask#warnings}.
   *
   * @throws io.github.resshift.ResShiftException for a file that cannot be read, and for missing or
   *     wrong settings
   */
  public static TrainingTask read(Path file) {
    return of(ConfigNode.read(file));
  }

  /**
   * The same of a tree.
   *
   * @throws io.github.resshift.config.ConfigException for missing or wrong settings
   */
  @Internal
  public static TrainingTask of(ConfigNode root) {
    return StageConfig.recognises(root) ? StageConfig.of(root) : TrainConfig.of(root);
  }
}
