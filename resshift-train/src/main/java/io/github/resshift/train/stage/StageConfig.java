package io.github.resshift.train.stage;

import io.github.resshift.catalog.AuthorsConfig;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.VqConfig;
import io.github.resshift.train.DataSection;
import io.github.resshift.train.Opened;
import io.github.resshift.train.RunFacts;
import io.github.resshift.train.Site;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.Trainee;
import io.github.resshift.train.TrainingTask;
import io.github.resshift.train.data.BatchSource;
import io.github.resshift.train.loss.LossConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A configuration that trains a first stage: {@code autoencoder}, {@code data} and {@code train} as
 * in the configuration of a model, but no {@code model} and no {@code diffusion}.
 *
 * @param root the whole configuration
 * @param stage the autoencoder that is trained
 * @param start weights to start from, if the file names them
 * @param settings how it is trained
 * @param loss what is minimised between decoded and clean pictures
 * @param bottleneck what holds its latents together
 * @param cropSize side of the crops in pixels
 * @param photographs folders and lists that the file names; none if it does not
 * @param validation folder of pictures that the file names, if it does
 */
public record StageConfig(
    ConfigNode root,
    AutoencoderConfig stage,
    Optional<Path> start,
    TrainSettings settings,
    LossConfig loss,
    BottleneckConfig bottleneck,
    int cropSize,
    List<Path> photographs,
    Optional<Path> validation)
    implements TrainingTask {
  /** Whether a configuration is one of these. */
  public static boolean recognises(ConfigNode root) {
    return root.isMap("autoencoder") && !root.has("model") && !root.has("diffusion");
  }

  /**
   * Reads a configuration.
   *
   * @throws io.github.resshift.config.ConfigException for missing or wrong settings
   */
  public static StageConfig of(ConfigNode root) {
    ConfigNode autoencoder = root.at("autoencoder");
    AutoencoderConfig stage = AuthorsConfig.autoencoder(autoencoder);
    if (stage.dropout() != 0) {
      throw autoencoder.problem("params.ddconfig.dropout must be 0: the autoencoder has none.");
    }
    ConfigNode train = root.at("train");
    if (train.find("loss").filter(loss -> loss.has("late")).isPresent()) {
      throw train.problem("loss.late is a share of the chain, and a first stage has no chain.");
    }
    try {
      return new StageConfig(
          root,
          stage,
          Optional.ofNullable(autoencoder.text("ckpt_path", null)).map(Path::of),
          TrainSettings.of(train),
          LossConfig.of(train),
          stage instanceof VqConfig ? CodebookConfig.of(train) : DivergenceConfig.of(train),
          DataSection.cropSize(root, stage.factor(), "autoencoder"),
          DataSection.photographs(root),
          DataSection.validation(root));
    } catch (IllegalArgumentException e) {
      throw train.problem(e.getMessage() + ".");
    }
  }

  @Override
  public List<String> warnings() {
    return DataSection.withoutEffect(root);
  }

  /** What checkpoints record of the settings, so that a resumed run is the same run. */
  public RunFacts facts(BatchSource data) {
    return RunFacts.of(settings, data)
        .add("first_stage", stage)
        .add("loss", loss.text(), loss.formerText())
        .add(bottleneck instanceof CodebookConfig ? "codebook" : "kl", bottleneck)
        .build();
  }

  @Override
  public Trainee open(Site site, Opened parts) throws IOException {
    return new StageTrainee(this, site, parts);
  }
}
