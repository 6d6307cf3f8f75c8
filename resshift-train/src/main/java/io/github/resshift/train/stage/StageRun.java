package io.github.resshift.train.stage;

import io.github.resshift.ResShiftException;
import io.github.resshift.degrade.NoDegradation;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.Batch;
import io.github.resshift.train.BatchSource;
import io.github.resshift.train.Checkpoints;
import io.github.resshift.train.Opened;
import io.github.resshift.train.RunFacts;
import io.github.resshift.train.TeamStart;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.TrainingRun.Resume;
import io.github.resshift.train.data.PhotoBatches;
import io.github.resshift.train.data.PhotoCache;
import io.github.resshift.train.data.PhotoList;
import io.github.resshift.train.data.Prefetcher;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.loss.LossDistances;
import io.github.resshift.train.parallel.Team;
import io.github.resshift.weights.MemorySource;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The training of a first stage in a folder: checkpoints in {@code checkpoints/}, curves in {@code
 * events/}, sheets of validation in {@code pictures/}, and at the end the averaged autoencoder in
 * {@code model/} (see {@link StageFiles}). An interrupted run that is resumed equals one that was
 * not.
 */
public final class StageRun implements AutoCloseable {
  private static final int BATCHES_AHEAD = 3;

  private final StageConfig config;
  private final Path folder;
  private final PhotoCache photographs;
  private final BatchSource data;
  private final StageState state;
  private final Checkpoints checkpoints;
  private final RunFacts facts;
  private final Optional<StageValidation> validation;
  private final LossDistances distances;
  private final Opened parts;
  private final Team team;

  /**
   * Prepares a run.
   *
   * @param data the photographs, the same for all processes
   * @param folder where the run lives
   * @param device a libtorch device name
   * @param team the caller's; not closed here
   * @throws ResShiftException for settings, data or checkpoints that cannot be used
   */
  public static StageRun open(
      StageConfig config, PhotoList data, Path folder, Resume resume, String device, Team team)
      throws IOException {
    Engine.start();
    Files.createDirectories(folder);
    PhotoCache cache = TeamStart.photographs(team, data, folder);
    Opened parts = new Opened();
    try {
      StageRun run = new StageRun(config, folder, cache, device, team, parts);
      TeamStart.requireSame(team, run.facts.values());
      if (team.isFirst()) {
        run.checkpoints.resume(resume, run.state, run.facts);
      }
      TeamStart.share(team, run.state);
      return run;
    } catch (RuntimeException | IOException | Error e) {
      parts.close();
      throw e;
    }
  }

  private StageRun(
      StageConfig config,
      Path folder,
      PhotoCache photographs,
      String device,
      Team team,
      Opened parts)
      throws IOException {
    this.config = config;
    this.folder = folder;
    this.photographs = photographs;
    this.team = team;
    this.parts = parts;
    TrainSettings settings = config.settings();
    this.validation =
        config.validation().isPresent()
            ? Optional.of(new StageValidation(config.validation().get()))
            : Optional.empty();
    PhotoBatches batches =
        new PhotoBatches(
            photographs,
            new NoDegradation(),
            settings.seed(),
            settings.batch(),
            config.cropSize(),
            team.share(settings.batch()));
    this.data = parts.add(new Prefetcher(batches, 1, BATCHES_AHEAD), Prefetcher::close);
    Autoencoder autoencoder =
        parts.add(autoencoder(Placement.training(device)), Autoencoder::close);
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
                config.loss().adversarial().map(a -> new Adversary(a, settings.seed(), device))),
            StageState::close);
    this.distances = parts.add(LossDistances.open(config.loss(), device), LossDistances::close);
    this.checkpoints = new Checkpoints(folder.resolve("checkpoints"));
    this.facts = config.facts(data);
  }

  private Autoencoder autoencoder(Placement placement) {
    if (config.start().isEmpty()) {
      return Autoencoder.initialise(config.stage(), config.settings().seed(), placement);
    }
    try (WeightSource weights = WeightFiles.open(config.start().get())) {
      return Autoencoder.load(config.stage(), weights, placement);
    }
  }

  /**
   * Trains to the end or until {@code stop} of any process; then the first process saves a
   * checkpoint and the averaged autoencoder.
   */
  public void run(StageListener listener, BooleanSupplier stop) throws IOException {
    if (!team.isFirst()) {
      train(listener, Optional.empty(), stop);
      return;
    }
    try (StageBoard board = new StageBoard(folder, state.iteration() + 1)) {
      TrainSettings settings = config.settings();
      StageMeter meter =
          new StageMeter(
              config.logEvery(), settings.rate().total(), settings.batch(), board::report);
      train(StageListener.both(listener, meter), Optional.of(board), stop);
    }
    StageFiles.write(folder.resolve("model"), config, state, facts.values());
  }

  private void train(StageListener listener, Optional<StageBoard> board, BooleanSupplier stop)
      throws IOException {
    TrainSettings settings = config.settings();
    StageStep step =
        new StageStep(
            state,
            config.loss().mse(),
            config.loss().pictureTerms(distances),
            settings.stepOptions(),
            team);
    long last = settings.rate().total();
    long saved = state.iteration();
    while (state.iteration() < last && !team.any(stop.getAsBoolean())) {
      long iteration = state.iteration() + 1;
      iterate(step, iteration, listener);
      if (iteration % settings.saveEvery() == 0 || iteration == last) {
        save(listener);
        saved = iteration;
      }
      if (settings.validateEvery() > 0
          && (iteration % settings.validateEvery() == 0 || iteration == last)) {
        validate(listener, board);
      }
    }
    if (saved != state.iteration()) {
      save(listener);
    }
  }

  private void iterate(StageStep step, long iteration, StageListener listener) {
    try (var scope = Scope.open()) {
      double rate = config.settings().rate().at(iteration);
      long from = System.nanoTime();
      Batch batch = data.batch(iteration);
      double waited = (System.nanoTime() - from) / 1e9;
      StageStep.Result result = step.run(iteration, batch, config.settings().batch(), rate);
      state.finished(iteration);
      listener.iteration(
          new StageListener.Iteration(
              iteration, result.loss(), result.terms(), rate, waited, result.latents()));
    }
  }

  private void save(StageListener listener) throws IOException {
    if (team.isFirst()) {
      listener.saved(checkpoints.save(state, facts.values()));
    }
  }

  private void validate(StageListener listener, Optional<StageBoard> board) throws IOException {
    if (board.isPresent() && validation.isPresent()) {
      try (WeightSource average = new MemorySource("the average", state.ema().averages());
          Autoencoder averaged = Autoencoder.load(config.stage(), average, Placement.cpu())) {
        StageValidation.Outcome outcome = validation.get().of(averaged);
        board.get().validated(state.iteration(), outcome.psnr(), outcome.sheet());
        listener.validated(outcome.psnr());
      }
    }
  }

  /** Iterations done so far. */
  public long iteration() {
    return state.iteration();
  }

  /** Number of trained values. */
  public long weights() {
    return state.autoencoder().parameters().count();
  }

  /** The photographs in use. */
  public PhotoCache photographs() {
    return photographs;
  }

  @Override
  public void close() {
    parts.close();
  }
}
