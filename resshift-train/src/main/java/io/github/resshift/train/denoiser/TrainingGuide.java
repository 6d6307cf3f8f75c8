package io.github.resshift.train.denoiser;

import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.model.Guide;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.model.GuideWeights;
import io.github.resshift.tensor.ProcessorFeatures;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.Site;
import io.github.resshift.train.TeamStart;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.data.BatchSource;
import io.github.resshift.train.data.GuidePool;
import io.github.resshift.train.data.GuidedBatches;
import io.github.resshift.train.data.PhotoBatches;
import io.github.resshift.train.data.Prefetcher;
import io.github.resshift.train.parallel.Share;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import io.github.resshift.weights.WeightFiles;
import io.github.resshift.weights.WeightSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The frozen guide of a training run. Its file stays open until it is closed. */
final class TrainingGuide implements AutoCloseable {
  /** Samples of which the guide of a pool makes features at a time. */
  private static final int POOL_BATCH = 4;

  private final TrainConfig config;
  private final GuideConfig used;
  private final WeightSource weights;
  private final Placement placement;
  private final Guide guide;

  private TrainingGuide(
      TrainConfig config, GuideConfig used, WeightSource weights, Placement placement) {
    this.config = config;
    this.used = used;
    this.weights = weights;
    this.placement = placement;
    // The whole picture is a target of the loss even where the model itself goes without it, and a
    // pool always holds it: runs with other losses go on from the same pool.
    GuideConfig run =
        config.loss().guideTexture() > 0 || config.loss().draft() > 0 || config.pool().isPresent()
            ? new GuideConfig(used.channels(), used.growth(), GuideWeights.blocks(weights), true)
            : used;
    this.guide = Guide.load(run, weights, placement);
  }

  /** Opens the guide of a model that stands on one. */
  static Optional<TrainingGuide> open(TrainConfig config, String device) {
    Optional<GuideConfig> used = config.model().guide();
    if (used.isEmpty()) {
      if (config.loss().guideTexture() > 0 || config.pool().isPresent()) {
        throw config
            .authors()
            .root()
            .problem("train.pool and train.loss.guide_texture need a model with a guide.");
      }
      return Optional.empty();
    }
    Weights file =
        config
            .model()
            .guideWeights()
            .orElseThrow(
                () ->
                    config
                        .authors()
                        .root()
                        .problem(
                            "model.guide_path is missing: the guide is frozen and needs its"
                                + " weights (models/fetch-guide.sh gets them)."));
    boolean half = config.settings().stepOptions().bf16() && ProcessorFeatures.nativeBf16();
    ScalarType type = half || device.startsWith("cuda") ? ScalarType.BFloat16 : ScalarType.Float;
    WeightSource weights = GuideWeights.named(WeightFiles.open(config.file(file)));
    try {
      return Optional.of(
          new TrainingGuide(config, used.get(), weights, new Placement(device, type, true, false)));
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /** The whole file under our names. */
  WeightSource weights() {
    return weights;
  }

  /** Batches of a run: out of a pool where the settings have one, else with the guide run anew. */
  BatchSource batches(PhotoBatches pairs, Site site) throws IOException {
    TrainSettings settings = config.settings();
    int threads = site.dataThreads(settings);
    if (config.pool().isEmpty()) {
      return new GuidedBatches(
          new Prefetcher(pairs, threads, threads + 1), guide, used.featuresAfter(), placement);
    }
    TrainConfig.Pool pool = config.pool().get();
    Path file = pool.file().orElse(site.folder().resolve("guide.pool"));
    Share share = site.share(settings);
    return TeamStart.firstFirst(
        site.team(),
        () -> {
          try (BatchSource guided =
              new GuidedBatches(
                  new Prefetcher(pairs.alone(POOL_BATCH), threads, threads + 1),
                  guide,
                  used.featuresAfter(),
                  placement)) {
            return GuidePool.open(
                file, guided, pool.size(), settings.seed(), settings.batch(), share);
          }
        });
  }

  /** Writes the part of the guide that the model uses, in half precision. */
  void export(Path file) throws IOException {
    try (var scope = Scope.open();
        Guide part = Guide.load(used, weights, Placement.cpu())) {
      Map<String, Tensor> half = new LinkedHashMap<>();
      part.parameters()
          .weights()
          .forEach((name, tensor) -> half.put(name, tensor.contiguous().to(ScalarType.Half)));
      Safetensors.write(file, half, Map.of());
    }
  }

  @Override
  public void close() {
    guide.close();
    weights.close();
  }
}
