package io.github.resshift.train.denoiser;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.catalog.ModelYaml;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.image.AtomicFile;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.model.FirstStage;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.model.GuidedNet;
import io.github.resshift.model.GuidedNetConfig;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.Measured;
import io.github.resshift.train.Opened;
import io.github.resshift.train.RunFacts;
import io.github.resshift.train.Seeds;
import io.github.resshift.train.Site;
import io.github.resshift.train.StepResult;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.Trainee;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.data.BatchSource;
import io.github.resshift.train.data.PhotoBatches;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.loss.LossDistances;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A denoiser that is trained: on batches of photographs that are made bad, with a frozen first
 * stage and, if it stands on one, a frozen guide. Becomes a model that every command can use.
 */
final class DenoiserTrainee implements Trainee {
  private static final Logger LOG = LoggerFactory.getLogger(DenoiserTrainee.class);
  private static final String GUIDE_FILE = "guide.safetensors";

  private final TrainConfig config;
  private final Site site;
  private final BatchSource data;
  private final TrainState state;
  private final RunFacts facts;
  private final TrainingLoss loss;
  private final TrainingStep step;
  private final Optional<Teacher> teacher;
  private final Optional<Distillation> distillation;
  private final LossDistances distances;
  private final Optional<TrainingGuide> guide;
  private final Optional<Validation> pairs;
  private Map<String, Double> bicubic;

  /** Opens all that the training needs; {@code parts} takes it. */
  DenoiserTrainee(TrainConfig config, Site site, Opened parts) throws IOException {
    this.config = config;
    this.site = site;
    TrainSettings settings = config.settings();
    String device = site.device();
    this.pairs =
        config.validation().isPresent()
            ? Optional.of(
                new Validation(
                    config.validation().get(), config.model().network().condition().masked()))
            : Optional.empty();
    PhotoBatches photographs =
        new PhotoBatches(
            site.photographs(),
            config.degradation(),
            settings.seed(),
            settings.batch(),
            config.crops(),
            site.share(settings));
    this.guide = TrainingGuide.open(config, device);
    guide.ifPresent(opened -> parts.add(opened, TrainingGuide::close));
    this.data =
        parts.add(
            guide.isPresent()
                ? guide.get().batches(photographs, site)
                : site.ahead(photographs, settings),
            BatchSource::close);
    FirstStage firstStage = parts.add(firstStage(config, device), FirstStage::close);
    this.teacher = config.distill().map(d -> Teacher.open(d.teacher(), config, device));
    teacher.ifPresent(opened -> parts.add(opened, Teacher::close));
    DenoiserNetwork network =
        parts.add(
            network(config, guide, teacher, Placement.training(device)), DenoiserNetwork::close);
    freeze(network, config);
    this.distances = parts.add(LossDistances.open(config.loss(), device), LossDistances::close);
    Optional<Adversary> adversary =
        config.loss().adversarial().map(a -> new Adversary(a, settings.seed(), device));
    this.state =
        parts.add(
            new TrainState(
                network,
                settings.weightDecay(),
                settings.emaRate(),
                adversary,
                Distillation.fake(config, teacher, device)),
            TrainState::close);
    this.facts = config.facts(data, teacher.map(Teacher::sum));
    this.loss =
        new TrainingLoss(
            new DiffusionLoss(
                config.model().diffusion().process(),
                firstStage,
                config.model().guide().map(GuideConfig::picture).orElse(false)),
            config.loss(),
            distances,
            state.adversary());
    this.step = new TrainingStep(state, loss, settings.stepOptions(), site.team());
    this.distillation =
        teacher.map(opened -> Distillation.of(config, opened, state, loss, step, firstStage));
  }

  @Override
  public TrainState state() {
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
    TrainSettings settings = config.settings();
    // Dropout draws from the engine's own generator, which a resumed process would start anew.
    torch.manual_seed(Seeds.mix(~settings.seed() + site.team().rank(), iteration));
    if (distillation.isPresent()) {
      return distillation.get().step(iteration, batch, rate);
    }
    ChainDraw draw = ChainDraw.of(settings, iteration, batch, loss.diffusion());
    return step.run(iteration, batch, draw.t(), draw.noise(), rate);
  }

  /** Scores with the model's default steps. */
  @Override
  public Optional<Measured> measure() throws IOException {
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    ModelDescription model = config.model();
    int steps = config.defaultSteps().orElse(model.diffusion().steps());
    Optional<WeightSource> stage = firstStageWeights(config);
    try {
      Validation.Outcome outcome =
          pairs
              .get()
              .averages(
                  model,
                  state,
                  stage,
                  guide.map(TrainingGuide::weights),
                  steps,
                  Placement.frozen(site.device()),
                  distances);
      if (bicubic == null) {
        bicubic = pairs.get().bicubic(model.scale()).byName();
      }
      return Optional.of(new Measured(outcome.scores().byName(), bicubic, outcome.pictures()));
    } finally {
      stage.ifPresent(WeightSource::close);
    }
  }

  @Override
  public boolean adopt(Path file) {
    if (!PublishedCheckpoint.recognises(file)) {
      return false;
    }
    PublishedCheckpoint.restore(file, config.averagedStart(), state);
    return true;
  }

  /**
   * Writes the averaged network in half precision with its description, ready to be used as {@code
   * --model FOLDER}.
   */
  @Override
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
    Path source = config.firstStageFile();
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
        config.defaultSteps(),
        Optional.of(
            new Weights(weightsFile, Optional.empty(), Optional.empty(), OptionalLong.empty())),
        stage,
        model.licence(),
        model.note(),
        model.defaultRealism(),
        guideFile);
  }

  /**
   * The weights of {@code model.ckpt_path}, to go on from, or a teacher's, or fresh ones; on a
   * guide the trunk begins as the guide's next blocks and the draft as its last layers, and the
   * weights of a smaller network may be gone on from.
   */
  private static DenoiserNetwork network(
      TrainConfig config,
      Optional<TrainingGuide> guide,
      Optional<Teacher> teacher,
      Placement placement) {
    Optional<Weights> start = config.model().networkWeights();
    if (start.isEmpty()) {
      return teacher.isPresent() ? teacher.get().copy(placement) : fresh(config, guide, placement);
    }
    try (WeightSource weights = WeightFiles.open(config.file(start.get()))) {
      if (!(config.model().network() instanceof GuidedNetConfig)) {
        return config.model().network().load(weights, placement);
      }
      GuidedNet guided = (GuidedNet) fresh(config, guide, placement);
      try {
        int missing = guided.takeFrom(weights);
        if (missing > 0) {
          LOG.warn(
              "{} tensors of the network are not in {}: they start anew",
              missing,
              weights.origin());
        }
        return guided;
      } catch (RuntimeException e) {
        guided.close();
        throw e;
      }
    }
  }

  private static DenoiserNetwork fresh(
      TrainConfig config, Optional<TrainingGuide> guide, Placement placement) {
    DenoiserNetwork fresh =
        config.model().network().initialise(config.settings().seed(), placement);
    if (fresh instanceof GuidedNet guided && guide.isPresent()) {
      guided.startFrom(guide.get().weights());
    }
    return fresh;
  }

  private static void freeze(DenoiserNetwork network, TrainConfig config) {
    for (String layer : config.frozen()) {
      List<Tensor> inside =
          network.parameters().weights().entrySet().stream()
              .filter(entry -> entry.getKey().startsWith(layer + "."))
              .map(Map.Entry::getValue)
              .toList();
      if (inside.isEmpty()) {
        throw config
            .authors()
            .root()
            .problem("train.frozen names a layer that the network does not have: " + layer + ".");
      }
      inside.forEach(tensor -> tensor.requires_grad_(false));
    }
  }

  private static FirstStage firstStage(TrainConfig config, String device) {
    Optional<WeightSource> weights = firstStageWeights(config);
    try {
      return LoadedModel.firstStage(config.model(), weights, Placement.frozen(device));
    } finally {
      weights.ifPresent(WeightSource::close);
    }
  }

  /** Opens the autoencoder's weights; other first stages have none. */
  private static Optional<WeightSource> firstStageWeights(TrainConfig config) {
    return config.model().firstStage() instanceof AutoencoderConfig
        ? Optional.of(WeightFiles.open(config.firstStageFile()))
        : Optional.empty();
  }
}
