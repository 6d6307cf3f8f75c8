package io.github.resshift.train;

import io.github.resshift.catalog.AuthorsConfig;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.config.ConfigNode;
import io.github.resshift.degrade.Degradation;
import io.github.resshift.degrade.DegradationSettings;
import io.github.resshift.train.loss.LossConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A training configuration: the layout of {@code configs/*.yaml} (docs/method.md sections 7 and 8)
 * with {@code model}, {@code diffusion}, {@code autoencoder}, {@code degradation}, {@code data} and
 * {@code train}.
 *
 * @param authors the whole configuration
 * @param settings how it is trained
 * @param loss what is minimised
 * @param degradation how the low-quality pictures are made
 * @param cropSize side of the clean crops in pixels
 * @param photographs folders and lists that the file names; none if it does not
 * @param validation folder with {@code lq} and {@code gt} that the file names, if it does
 * @param logEvery iterations between lines of progress
 * @param dataThreads threads that make batches, where the file says so
 * @param averagedStart averaged weights that belong to a published checkpoint to go on from
 * @param pool guided samples that are made once and drawn from again and again, if the file says so
 */
public record TrainConfig(
    AuthorsConfig authors,
    TrainSettings settings,
    LossConfig loss,
    Degradation degradation,
    int cropSize,
    List<Path> photographs,
    Optional<Path> validation,
    long logEvery,
    OptionalInt dataThreads,
    Optional<Path> averagedStart,
    Optional<Pool> pool) {
  private static final String PLACE = "dir_path";

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
          settings(train),
          LossConfig.of(train),
          degradation(root, authors.description()),
          cropSize(root, authors.description()),
          photographs(root),
          validation(root),
          train.has("log_freq") ? train.integers("log_freq").get(0) : 100,
          dataThreads(train),
          Optional.ofNullable(train.text("ema_ckpt", null)).map(Path::of),
          train
              .find("pool")
              .map(
                  pool ->
                      new Pool(
                          pool.integer("size"),
                          Optional.ofNullable(pool.text("file", null)).map(Path::of))));
    } catch (IllegalArgumentException e) {
      throw train.problem(e.getMessage() + ".");
    }
  }

  /** The model that is trained. */
  public ModelDescription model() {
    return authors.description();
  }

  /** Sentences about keys that have no effect. */
  public List<String> warnings() {
    return authors.root().unusedKeys().stream()
        .map(key -> authors.root().origin() + ": the key " + key + " has no effect here.")
        .toList();
  }

  /**
   * What checkpoints record of the settings, so that a resumed run is the same run. How long it
   * goes on and how often it reports may change on the way.
   */
  public RunFacts facts(BatchSource data) {
    RunFacts.Builder facts =
        RunFacts.of(settings, data)
            .add("network", model().network())
            .add("diffusion", model().diffusion())
            .add("first_stage", model().firstStage());
    if (!loss.equals(LossConfig.PUBLISHED)) {
      facts.add("loss", loss.text(), loss.formerText());
    }
    return facts.build();
  }

  /** Reads the section {@code train} but for its losses. */
  public static TrainSettings settings(ConfigNode train) {
    double lr = train.number("lr");
    LearningRate rate =
        new LearningRate(
            lr,
            train.number("lr_min", 0),
            shape(train),
            train.longInteger("warmup_iterations", 0),
            train.longInteger("iterations"));
    int batch = train.integers("batch").get(0);
    TrainingStep.Options options =
        new TrainingStep.Options(
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
        train.longInteger("val_freq", 0));
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

  private static Degradation degradation(ConfigNode root, ModelDescription model) {
    Map<String, Object> section = root.find("degradation").map(ConfigNode::toMap).orElse(Map.of());
    return DegradationSettings.read(section, model.scale());
  }

  private static int cropSize(ConfigNode root, ModelDescription model) {
    int size = params(root, "train").map(p -> p.integer("gt_size", 256)).orElse(256);
    int multiple = model.network().latentMultiple() * model.firstStage().factor();
    if (size < multiple || size % multiple != 0) {
      throw root.problem(
          "data.train.params.gt_size must be a multiple of "
              + multiple
              + " for this network, not "
              + size
              + ".");
    }
    return size;
  }

  /** {@code data.train.params.dir_path}, one or a list of them; none if it is absent. */
  public static List<Path> photographs(ConfigNode root) {
    return params(root, "train")
        .filter(params -> params.has(PLACE))
        .map(params -> params.texts(PLACE).stream().map(Path::of).toList())
        .orElse(List.of());
  }

  /** {@code data.val.params.dir_path}. */
  public static Optional<Path> validation(ConfigNode root) {
    return params(root, "val").map(params -> params.text(PLACE, null)).map(Path::of);
  }

  private static Optional<ConfigNode> params(ConfigNode root, String which) {
    return root.find("data")
        .flatMap(data -> data.find(which))
        .flatMap(section -> section.find("params"));
  }
}
