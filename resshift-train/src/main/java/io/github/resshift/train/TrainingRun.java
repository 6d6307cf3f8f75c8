package io.github.resshift.train;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.ModelYaml;
import io.github.resshift.diffusion.ResidualShift;
import io.github.resshift.image.AtomicFile;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.model.FirstStage;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.model.GuidedNet;
import io.github.resshift.restore.Pipeline;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.board.RunBoard;
import io.github.resshift.train.data.PhotoBatches;
import io.github.resshift.train.data.PhotoCache;
import io.github.resshift.train.data.PhotoList;
import io.github.resshift.train.data.Prefetcher;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.loss.LossDistances;
import io.github.resshift.train.parallel.Share;
import io.github.resshift.train.parallel.Team;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A training run in a folder: checkpoints in {@code checkpoints/}, the averaged network as a model
 * that every command can use in {@code model/}. Made for one call of {@link #run}.
 */
public final class TrainingRun implements AutoCloseable {
  /** Batches that wait ready beside those that are being made. */
  private static final int BATCHES_READY = 2;

  /** On a GPU the processor has nothing else to do; degradation takes about a core per GPU. */
  private static final int MOST_DATA_THREADS = 8;

  private static final String GUIDE_FILE = "guide.safetensors";

  private final TrainConfig config;
  private final Path folder;
  private final PhotoCache photographs;
  private final BatchSource data;
  private final FirstStage firstStage;
  private final DenoiserNetwork network;
  private final TrainState state;
  private final Checkpoints checkpoints;
  private final RunFacts facts;
  private final Team team;
  private final String device;
  private final LossDistances distances;
  private final Optional<TrainingGuide> guide;
  private final Opened parts;
  private Optional<RunBoard> board = Optional.empty();

  /** Which checkpoint a run starts from. */
  public sealed interface Resume {
    /** The newest one in the folder, or none if there is none. */
    record Latest() implements Resume {}

    /** None; the folder must not hold checkpoints. */
    record Fresh() implements Resume {}

    /** A certain file. */
    record From(Path file) implements Resume {}
  }

  /**
   * Prepares a run in one process: decodes the photographs on first use, makes or resumes the
   * state.
   *
   * @param data the photographs
   * @param folder where the run lives
   * @param device a libtorch device name
   * @throws ResShiftException for settings, data or checkpoints that cannot be used
   */
  public static TrainingRun open(
      TrainConfig config, PhotoList data, Path folder, Resume resume, String device)
      throws IOException {
    return open(config, data, folder, resume, device, Team.alone());
  }

  /**
   * Prepares a run of a team: the first process decodes the photographs, makes or resumes the
   * state, and gives it to the others.
   *
   * @param data the photographs, the same for all processes
   * @param folder where the run lives; the others read the photographs from it
   * @param device a libtorch device name
   * @param team the caller's; not closed here
   * @throws ResShiftException for settings, data or checkpoints that cannot be used
   */
  public static TrainingRun open(
      TrainConfig config, PhotoList data, Path folder, Resume resume, String device, Team team)
      throws IOException {
    Engine.start();
    Files.createDirectories(folder);
    PhotoCache cache = TeamStart.photographs(team, data, folder);
    Opened parts = new Opened();
    try {
      TrainingRun run = new TrainingRun(config, folder, cache, device, team, parts);
      TeamStart.requireSame(team, run.facts.values());
      if (team.isFirst()) {
        run.resume(resume);
      }
      TeamStart.share(team, run.state);
      return run;
    } catch (RuntimeException | IOException | Error e) {
      parts.close();
      throw e;
    }
  }

  private static int dataThreads(String device) {
    int spare = Runtime.getRuntime().availableProcessors() - 1;
    return device.startsWith("cuda") ? Math.max(1, Math.min(spare, MOST_DATA_THREADS)) : 1;
  }

  private TrainingRun(
      TrainConfig config,
      Path folder,
      PhotoCache photographs,
      String device,
      Team team,
      Opened parts)
      throws IOException {
    this.config = config;
    this.folder = folder;
    this.photographs = photographs;
    this.device = device;
    this.team = team;
    this.parts = parts;
    TrainSettings settings = config.settings();
    PhotoBatches pairs =
        new PhotoBatches(
            photographs,
            config.degradation(),
            settings.seed(),
            settings.batch(),
            config.cropSize(),
            share(settings, team));
    int threads = config.dataThreads().orElseGet(() -> dataThreads(device));
    this.guide = TrainingGuide.open(config, device);
    guide.ifPresent(opened -> parts.add(opened, TrainingGuide::close));
    this.data =
        parts.add(
            guide.isPresent()
                ? guide.get().batches(pairs, folder, team, threads)
                : new Prefetcher(pairs, threads, threads + BATCHES_READY),
            BatchSource::close);
    this.firstStage = parts.add(firstStage(config, device), FirstStage::close);
    this.network =
        parts.add(network(config, guide, Placement.training(device)), DenoiserNetwork::close);
    this.distances = parts.add(LossDistances.open(config.loss(), device), LossDistances::close);
    Optional<Adversary> adversary =
        config.loss().adversarial().map(a -> new Adversary(a, settings.seed(), device));
    this.state =
        parts.add(
            new TrainState(network, settings.weightDecay(), settings.emaRate(), adversary),
            TrainState::close);
    this.checkpoints = new Checkpoints(folder.resolve("checkpoints"));
    this.facts = config.facts(data);
  }

  /**
   * Trains to the end or until {@code stop}; then the first process saves a checkpoint and the
   * averaged model.
   */
  public void run(TrainListener listener, BooleanSupplier stop) throws IOException {
    TrainingLoss loss =
        new TrainingLoss(
            new DiffusionLoss(
                new ResidualShift(config.model().diffusion()),
                firstStage,
                config.model().guide().map(GuideConfig::picture).orElse(false)),
            config.loss(),
            distances,
            state.adversary());
    if (!team.isFirst()) {
      train(loss, listener, stop);
      return;
    }
    try (RunBoard opened = board()) {
      board = Optional.of(opened);
      train(loss, TrainListener.both(listener, opened), stop);
    } finally {
      board = Optional.empty();
    }
    export(folder.resolve("model"));
  }

  private void train(TrainingLoss loss, TrainListener listener, BooleanSupplier stop)
      throws IOException {
    new Trainer(state, loss, data, config.settings(), checkpoints, facts.values(), listener, team)
        .run(stop);
  }

  private RunBoard board() throws IOException {
    return new RunBoard(
        folder,
        state.iteration() + 1,
        config.logEvery(),
        config.settings().rate().total(),
        config.model().diffusion().steps(),
        config.settings().batch());
  }

  /**
   * Scores of the averaged weights so far, with the model's default steps. During {@link #run} the
   * scores and a sheet of pictures are kept in the folder.
   */
  public Validation.Scores validate(Validation pairs) throws IOException {
    ModelDescription model = config.model();
    int steps = model.defaultSteps().orElse(model.diffusion().steps());
    Optional<WeightSource> stage = firstStageWeights(config);
    try {
      Validation.Outcome outcome =
          pairs.averages(
              model,
              state,
              stage,
              guide.map(TrainingGuide::weights),
              steps,
              frozen(device),
              distances);
      if (board.isPresent()) {
        board.get().scores(state.iteration(), outcome.scores());
        board.get().picture(state.iteration(), outcome.pictures());
      }
      return outcome.scores();
    } finally {
      stage.ifPresent(WeightSource::close);
    }
  }

  /** Iterations done so far. */
  public long iteration() {
    return state.iteration();
  }

  /** The photographs in use. */
  public PhotoCache photographs() {
    return photographs;
  }

  /** The state; not to be changed while {@link #run} is running on another thread. */
  public TrainState state() {
    return state;
  }

  /**
   * Writes the averaged network in half precision with its description, ready to be used as {@code
   * --model FOLDER}.
   */
  public void export(Path target) throws IOException {
    Files.createDirectories(target);
    try (var scope = Scope.open()) {
      Map<String, Tensor> half = new LinkedHashMap<>();
      state.ema().averages().forEach((name, tensor) -> half.put(name, tensor.to(ScalarType.Half)));
      Map<String, String> record = new LinkedHashMap<>(facts.values());
      record.put("iterations", Long.toString(state.iteration()));
      Safetensors.write(target.resolve("model.safetensors"), half, record);
    }
    Optional<Weights> guideFile = Optional.empty();
    if (guide.isPresent()) {
      guide.get().export(target.resolve(GUIDE_FILE));
      guideFile = Optional.of(Weights.of(GUIDE_FILE));
    }
    ModelYaml.write(
        description("model.safetensors", exportedStage(target), guideFile),
        target.resolve("model.yaml"));
  }

  /** Published autoencoders are found in the cache; one of our own goes along with the model. */
  private Optional<Weights> exportedStage(Path target) throws IOException {
    Optional<Weights> weights = config.model().firstStageWeights();
    if (weights.isEmpty() || weights.get().url().isPresent()) {
      return weights;
    }
    Path source = Path.of(weights.get().file());
    String name = source.getFileName().toString();
    AtomicFile.write(
        target.resolve(name), channel -> Files.copy(source, Channels.newOutputStream(channel)));
    return Optional.of(Weights.of(name));
  }

  private ModelDescription description(
      String weightsFile, Optional<Weights> stage, Optional<Weights> guideFile) {
    ModelDescription model = config.model();
    int pixels = model.network().latentMultiple() * model.firstStage().factor();
    return new ModelDescription(
        model.name(),
        model.task(),
        model.diffusion(),
        model.network(),
        model.firstStage(),
        Math.max(1, pixels / model.scale()),
        model.defaultSteps(),
        Optional.of(
            new Weights(weightsFile, Optional.empty(), Optional.empty(), OptionalLong.empty())),
        stage,
        model.licence(),
        model.note(),
        model.defaultRealism(),
        guideFile);
  }

  private void resume(Resume resume) throws IOException {
    if (resume instanceof Resume.From from && PublishedCheckpoint.recognises(from.file())) {
      checkpoints.removeParts();
      PublishedCheckpoint.restore(from.file(), config.averagedStart(), state);
    } else {
      checkpoints.resume(resume, state, facts);
    }
  }

  /**
   * The weights of {@code model.ckpt_path}, to go on from, or fresh ones; on a guide the trunk
   * begins as the guide's next blocks.
   */
  private static DenoiserNetwork network(
      TrainConfig config, Optional<TrainingGuide> guide, Placement placement) {
    Optional<Weights> start = config.model().networkWeights();
    if (start.isPresent()) {
      try (WeightSource weights = WeightFiles.open(Path.of(start.get().file()))) {
        return config.model().network().load(weights, placement);
      }
    }
    DenoiserNetwork fresh =
        config.model().network().initialise(config.settings().seed(), placement);
    if (fresh instanceof GuidedNet guided && guide.isPresent()) {
      guided.startFrom(guide.get().weights());
    }
    return fresh;
  }

  private static Share share(TrainSettings settings, Team team) {
    try {
      return team.share(settings.batch());
    } catch (IllegalArgumentException e) {
      throw new ResShiftException("The setting train." + e.getMessage() + ".", e);
    }
  }

  private static FirstStage firstStage(TrainConfig config, String device) {
    Optional<WeightSource> weights = firstStageWeights(config);
    try {
      return Pipeline.firstStage(config.model(), weights, frozen(device));
    } finally {
      weights.ifPresent(WeightSource::close);
    }
  }

  private static Placement frozen(String device) {
    return new Placement(device, ScalarType.Float, true, false);
  }

  /** Opens the autoencoder's weights; other first stages have none. */
  private static Optional<WeightSource> firstStageWeights(TrainConfig config) {
    return config.model().firstStage() instanceof AutoencoderConfig
        ? Optional.of(WeightFiles.open(firstStageFile(config)))
        : Optional.empty();
  }

  private static Path firstStageFile(TrainConfig config) {
    return config
        .model()
        .firstStageWeights()
        .map(weights -> Path.of(weights.file()))
        .orElseThrow(
            () ->
                config
                    .authors()
                    .root()
                    .problem(
                        "autoencoder.ckpt_path is missing: the first stage is frozen and needs its"
                            + " weights."));
  }

  @Override
  public void close() {
    parts.close();
  }
}
