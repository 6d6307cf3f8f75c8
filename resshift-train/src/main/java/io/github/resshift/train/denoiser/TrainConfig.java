package io.github.resshift.train.denoiser;

import io.github.resshift.catalog.AuthorsConfig;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.degrade.Degradation;
import io.github.resshift.degrade.DegradationSettings;
import io.github.resshift.model.GuidedNetConfig;
import io.github.resshift.train.DataSection;
import io.github.resshift.train.Opened;
import io.github.resshift.train.RunFacts;
import io.github.resshift.train.Site;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.Trainee;
import io.github.resshift.train.TrainingTask;
import io.github.resshift.train.data.BatchSource;
import io.github.resshift.train.data.Crops;
import io.github.resshift.train.loss.LossConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training configuration: the layout of {@code configs/*.yaml} (docs/method.md sections 7 and 8)
 * with {@code model}, {@code diffusion}, {@code autoencoder}, {@code degradation}, {@code data} and
 * {@code train}.
 *
 * @param authors the whole configuration
 * @param settings how it is trained
 * @param loss what is minimised
 * @param degradation how the low-quality pictures are made
 * @param crops how the clean crops are taken
 * @param photographs folders and lists that the file names; none if it does not
 * @param validation folder with {@code lq} and {@code gt} that the file names, if it does
 * @param averagedStart averaged weights that belong to a published checkpoint to go on from
 * @param distill how the network learns of a teacher, if it does
 * @param pool guided samples that are made once and drawn from again and again, if the file says so
 * @param frozen layers of the network that stay as they are, by the beginnings of their tensors'
 *     names, such as {@code trunk}
 */
public record TrainConfig(
    AuthorsConfig authors,
    TrainSettings settings,
    LossConfig loss,
    Degradation degradation,
    Crops crops,
    List<Path> photographs,
    Optional<Path> validation,
    Optional<Path> averagedStart,
    Optional<DistillConfig> distill,
    Optional<Pool> pool,
    List<String> frozen)
    implements TrainingTask {
  /**
   * A pool of guided samples.
   *
   * @param size samples, at least 1
   * @param file where they are kept; absent: in the folder of the run
   */
  public record Pool(int size, Optional<Path> file) {
    /** Checks the range. */
    public Pool {
      if (size < 1) {
        throw new IllegalArgumentException("pool.size must be at least 1, not " + size);
      }
    }
  }

  /**
   * Reads the training sections.
   *
   * @throws io.github.resshift.config.ConfigException for missing or wrong settings
   */
  public static TrainConfig of(ConfigNode root) {
    AuthorsConfig authors = AuthorsConfig.parse(root);
    ConfigNode train = root.at("train");
    try {
      return new TrainConfig(
          authors,
          TrainSettings.of(train),
          loss(train, authors.description()),
          degradation(root, authors.description()),
          crops(root, authors.description()),
          DataSection.photographs(root),
          DataSection.validation(root),
          Optional.ofNullable(train.text("ema_ckpt", null)).map(Path::of),
          distill(train, authors.description()),
          train
              .find("pool")
              .map(
                  pool ->
                      new Pool(
                          pool.integer("size"),
                          Optional.ofNullable(pool.text("file", null)).map(Path::of))),
          train.has("frozen") ? List.copyOf(train.texts("frozen")) : List.of());
    } catch (IllegalArgumentException e) {
      throw train.problem(e.getMessage() + ".");
    }
  }

  private static LossConfig loss(ConfigNode train, ModelDescription model) {
    LossConfig loss = LossConfig.of(train);
    boolean drafts = model.network() instanceof GuidedNetConfig guided && guided.drafts();
    if (drafts && loss.draft() == 0) {
      throw train.problem(
          "loss.draft is missing: a network with draft_blocks learns its draft by that alone.");
    }
    if (!drafts && loss.draft() > 0) {
      throw train.problem("loss.draft needs a network with draft_blocks.");
    }
    return loss;
  }

  private static Optional<DistillConfig> distill(ConfigNode train, ModelDescription model) {
    Optional<DistillConfig> distill = DistillConfig.of(train);
    distill.ifPresent(config -> Distillation.check(train, config, LossConfig.of(train), model));
    return distill;
  }

  /** Steps of sampling unless the user says otherwise. */
  Optional<Integer> defaultSteps() {
    return model().defaultSteps().or(() -> distill.map(DistillConfig::steps));
  }

  /** The model that is trained. */
  public ModelDescription model() {
    return authors.description();
  }

  /**
   * Where a weights file of {@link #model} lies: where its path says, from the folder where the
   * program runs, or in the cache if it is a published one.
   *
   * @throws io.github.resshift.catalog.CatalogException if it is not there; the message says how to
   *     get it
   */
  public Path file(Weights weights) {
    return ModelCatalog.standard().namedIn(authors.root().origin(), weights);
  }

  /**
   * The file of the frozen first stage.
   *
   * @throws io.github.resshift.config.ConfigException if the configuration names none
   */
  Path firstStageFile() {
    return file(
        model()
            .firstStageWeights()
            .orElseThrow(
                () ->
                    authors
                        .root()
                        .problem(
                            "autoencoder.ckpt_path is missing: the first stage is frozen and needs"
                                + " its weights.")));
  }

  @Override
  public List<String> warnings() {
    return DataSection.withoutEffect(authors.root());
  }

  /**
   * What checkpoints record of the settings, so that a resumed run is the same run. How long it
   * goes on and how often it reports may change on the way.
   */
  public RunFacts facts(BatchSource data) {
    return facts(data, Optional.empty());
  }

  /**
   * The same with a teacher.
   *
   * @param teacher checksum of its weights
   */
  RunFacts facts(BatchSource data, Optional<String> teacher) {
    RunFacts.Builder facts =
        RunFacts.of(settings, data)
            .add("network", model().network())
            .add("diffusion", model().diffusion())
            .add("first_stage", model().firstStage());
    if (!loss.equals(LossConfig.PUBLISHED)) {
      facts.add("loss", loss.text(), loss.formerText());
    }
    distill.ifPresent(config -> facts.add("distill", config.anywhere()));
    teacher.ifPresent(sum -> facts.add("teacher", sum, sum));
    if (!frozen.isEmpty()) {
      facts.add("frozen", frozen);
    }
    return facts.build();
  }

  private static Degradation degradation(ConfigNode root, ModelDescription model) {
    Map<String, Object> section = root.find("degradation").map(ConfigNode::toMap).orElse(Map.of());
    Degradation degradation = DegradationSettings.read(section, model.scale());
    boolean masked = model.network().condition().masked();
    if (masked && !degradation.masked()) {
      throw root.problem(
          "degradation.recipe must be mask: this network is told of a hole (cond_mask).");
    }
    if (!masked && degradation.masked()) {
      throw root.problem(
          "degradation.recipe must not be mask: this network is not told of a hole (cond_mask).");
    }
    return degradation;
  }

  private static Crops crops(ConfigNode root, ModelDescription model) {
    int multiple = model.network().latentMultiple() * model.firstStage().factor();
    return DataSection.crops(root, multiple, "network");
  }

  @Override
  public Trainee open(Site site, Opened parts) throws IOException {
    return new DenoiserTrainee(this, site, parts);
  }
}
