package io.github.resshift.train.stage;

import io.github.resshift.degrade.NoDegradation;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.train.Measured;
import io.github.resshift.train.Opened;
import io.github.resshift.train.RunFacts;
import io.github.resshift.train.Site;
import io.github.resshift.train.StepResult;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.Trainee;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.data.BatchSource;
import io.github.resshift.train.data.Crops;
import io.github.resshift.train.data.PhotoBatches;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.loss.LossDistances;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A first stage that is trained: an autoencoder that gives photographs back. Becomes weights and
 * the section of a configuration that uses them (see {@link StageFiles}).
 */
final class StageTrainee implements Trainee {
  private final StageConfig config;
  private final BatchSource data;
  private final StageState state;
  private final RunFacts facts;
  private final StageStep step;
  private final Optional<StageValidation> validation;

  /** Opens all that the training needs; {@code parts} takes it. */
  StageTrainee(StageConfig config, Site site, Opened parts) throws IOException {
    this.config = config;
    TrainSettings settings = config.settings();
    this.validation =
        config.validation().isPresent()
            ? Optional.of(new StageValidation(config.validation().get()))
            : Optional.empty();
    PhotoBatches batches =
        new PhotoBatches(
            site.photographs(),
            new NoDegradation(),
            settings.seed(),
            settings.batch(),
            Crops.of(config.cropSize()),
            site.share(settings));
    this.data = parts.add(site.ahead(batches, settings), BatchSource::close);
    Autoencoder autoencoder =
        parts.add(autoencoder(Placement.training(site.device())), Autoencoder::close);
    Bottleneck bottleneck =
        parts.add(
            Bottleneck.of(autoencoder, config.bottleneck(), settings.seed()), Bottleneck::close);
    this.state =
        parts.add(
            new StageState(
                autoencoder,
                bottleneck,
                settings.weightDecay(),
                settings.emaRate(),
                config
                    .loss()
                    .adversarial()
                    .map(a -> new Adversary(a, settings.seed(), site.device()))),
            StageState::close);
    LossDistances distances =
        parts.add(LossDistances.open(config.loss(), site.device()), LossDistances::close);
    this.facts = config.facts(data);
    this.step =
        new StageStep(
            state,
            config.loss().mse(),
            config.loss().pictureTerms(distances),
            settings.stepOptions(),
            site.team());
  }

  private Autoencoder autoencoder(Placement placement) {
    if (config.start().isEmpty()) {
      return Autoencoder.initialise(config.stage(), config.settings().seed(), placement);
    }
    try (WeightSource weights = WeightFiles.open(config.start().get())) {
      return Autoencoder.load(config.stage(), weights, placement);
    }
  }

  @Override
  public StageState state() {
    return state;
  }

  @Override
  public BatchSource data() {
    return data;
  }

  @Override
  public RunFacts facts() {
    return facts;
  }

  @Override
  public StepResult step(long iteration, Batch batch, double rate) {
    return step.run(iteration, batch, config.settings().batch(), rate);
  }

  @Override
  public Optional<Measured> measure() {
    if (validation.isEmpty()) {
      return Optional.empty();
    }
    try (WeightSource average = new MemorySource("the average", state.ema().averages());
        Autoencoder averaged = Autoencoder.load(config.stage(), average, Placement.cpu())) {
      return Optional.of(validation.get().of(averaged));
    }
  }

  @Override
  public void export(Path folder) throws IOException {
    StageFiles.write(folder, config, state, facts.values());
  }
}
