package io.github.resshift.bench;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.degrade.RealWorldDegradation;
import io.github.resshift.degrade.RealWorldRecipe;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.ProcessMemory;
import io.github.resshift.measure.Table;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.model.FirstStage;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.GradientStep;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.data.BatchSource;
import io.github.resshift.train.data.PhotoBatches;
import io.github.resshift.train.data.PhotoCache;
import io.github.resshift.train.data.PhotoList;
import io.github.resshift.train.data.Prefetcher;
import io.github.resshift.train.denoiser.DiffusionLoss;
import io.github.resshift.train.denoiser.TrainState;
import io.github.resshift.train.denoiser.TrainingLoss;
import io.github.resshift.train.denoiser.TrainingStep;
import io.github.resshift.train.parallel.Team;
import io.github.resshift.weights.Placement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * One architecture in one precision in this process: what {@link TrainingCommand} is made of. The
 * iterations are those of {@code resshift train}, photographs, degradation and moving average
 * included, but without checkpoints.
 */
@Command(name = "training-pass", description = "Training throughput of one architecture.")
final class TrainingPass implements Callable<Integer> {
  static final String[] COLUMNS = {
    "architecture", "precision", "crop", "batch", "images/s", "waiting for data %", "peak MiB"
  };
  private static final long SEED = 1;
  private static final int WARM_UP = 2;
  private static final int BATCHES_AHEAD = 3;
  private static final double RATE = 1e-6;
  private static final double EMA_RATE = 0.999;
  private static final double PERCENT = 100;

  /** Crops of the training of the model fast; networks with large tokens need larger ones. */
  private static final int CROP = 128;

  @Mixin private Options options;

  @Option(names = "--architecture", required = true, description = "fast, published or tiny.")
  private Architecture architecture;

  @Option(names = "--precision", required = true, description = "fp32 or bf16.")
  private String precision;

  @Option(names = "--iterations", required = true, description = "Measured iterations.")
  private int iterations;

  @Option(names = "--data", required = true, description = "Photographs.")
  private Path data;

  @Option(names = "--cache", required = true, description = "File for the decoded photographs.")
  private Path cacheFile;

  @Override
  public Integer call() throws Exception {
    Engine.threads(options.threads());
    ModelDescription model = architecture.description();
    if (model.guide().isPresent()) {
      throw new ResShiftException(
          "Training on a guide is not measured; choose fast, published or tiny.");
    }
    int multiple = model.network().latentMultiple() * model.firstStage().factor();
    int crop = Math.max(multiple, CROP / multiple * multiple);
    // 119 million weights and their gradients and moments leave less room for activations.
    int batch = architecture == Architecture.PUBLISHED ? 2 : 8;
    Table table = new Table("Training", COLUMNS);
    try (DenoiserNetwork network = model.network().initialise(SEED, Placement.training("cpu"));
        FirstStage stage = firstStage(model);
        TrainState state = new TrainState(network, 0, EMA_RATE);
        BatchSource source = source(model, batch, crop)) {
      DiffusionLoss loss = new DiffusionLoss(model.diffusion().process(), stage);
      TrainingStep step =
          new TrainingStep(
              state,
              TrainingLoss.squares(loss),
              new GradientStep.Options(batch, precision.equals("bf16"), 1),
              Team.alone());
      double waited = 0;
      long from = 0;
      for (long i = 1; i <= WARM_UP + iterations; i++) {
        if (i == WARM_UP + 1) {
          waited = 0;
          from = System.nanoTime();
        }
        waited += iteration(i, step, loss, source);
      }
      double seconds = (System.nanoTime() - from) / 1e9;
      OptionalDouble peak = ProcessMemory.peak();
      table.add(
          architecture.toString(),
          precision,
          crop,
          batch,
          (double) iterations * batch / seconds,
          PERCENT * waited / seconds,
          peak.isPresent() ? peak.getAsDouble() : null);
    }
    options.publish(table);
    return 0;
  }

  /** Gives the seconds spent waiting for the batch. */
  private static double iteration(
      long number, TrainingStep step, DiffusionLoss loss, BatchSource source) {
    try (var scope = Scope.open()) {
      long from = System.nanoTime();
      Batch batch = source.batch(number);
      double waited = (System.nanoTime() - from) / 1e9;
      long[] t = new long[(int) batch.gt().size(0)];
      for (int i = 0; i < t.length; i++) {
        t[i] = (number + i) % loss.chain().size();
      }
      Tensor noise = torch.randn(loss.latentShape(batch, batch.gt().size(0)));
      step.run(number, batch, t, noise, RATE);
      return waited;
    }
  }

  private BatchSource source(ModelDescription model, int batch, int crop) throws IOException {
    PhotoCache cache =
        PhotoCache.open(
            PhotoList.read(data), cacheFile, Runtime.getRuntime().availableProcessors());
    return new Prefetcher(
        new PhotoBatches(
            cache,
            new RealWorldDegradation(RealWorldRecipe.published(model.scale())),
            SEED,
            batch,
            crop),
        1,
        BATCHES_AHEAD);
  }

  private static FirstStage firstStage(ModelDescription model) {
    return model.firstStage() instanceof AutoencoderConfig autoencoder
        ? Autoencoder.initialise(autoencoder, SEED, Placement.cpu())
        : LoadedModel.firstStage(model, Optional.empty(), Placement.cpu());
  }
}
