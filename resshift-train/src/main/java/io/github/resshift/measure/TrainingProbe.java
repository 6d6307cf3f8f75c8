package io.github.resshift.measure;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.catalog.ModelDescription.Weights;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.model.FirstStage;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.GradientStep;
import io.github.resshift.train.TrainSettings;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.denoiser.DiffusionLoss;
import io.github.resshift.train.denoiser.TrainConfig;
import io.github.resshift.train.denoiser.TrainState;
import io.github.resshift.train.denoiser.TrainingLoss;
import io.github.resshift.train.denoiser.TrainingStep;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.loss.LossDistances;
import io.github.resshift.train.parallel.Team;
import io.github.resshift.weights.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What an iteration of a training configuration would take, from two short steps on made-up
 * pictures with made-up weights, which cost the same. Nothing is read or written but to see whether
 * weights are there.
 */
public final class TrainingProbe {
  private static final long SEED = 1;

  /** Samples of the second step. */
  private static final int MEASURED = 2;

  private TrainingProbe() {}

  /**
   * What was found.
   *
   * @param weights of the network, their number
   * @param secondsPerSample of a forward and a backward pass
   * @param secondsPerIteration of the whole batch, from the former
   * @param memory of the process at its peak in MiB with the micro-batch of the configuration,
   *     extrapolated from one and two samples; not known on a GPU and outside of Linux
   */
  public record Found(
      long weights, double secondsPerSample, double secondsPerIteration, OptionalDouble memory) {}

  /** Sentences about the weights that a run would miss. */
  public static List<String> missing(TrainConfig config, String device) {
    List<String> sentences = new ArrayList<>();
    ModelDescription model = config.model();
    List<Weights> named = new ArrayList<>();
    model.networkWeights().ifPresent(named::add);
    model.firstStageWeights().ifPresent(named::add);
    model.guideWeights().ifPresent(named::add);
    for (Weights weights : named) {
      require(sentences, () -> config.file(weights));
    }
    if (model.firstStage() instanceof AutoencoderConfig && model.firstStageWeights().isEmpty()) {
      sentences.add("autoencoder.ckpt_path is missing: the first stage needs its weights.");
    }
    require(sentences, () -> LossDistances.open(config.loss(), device).close());
    config
        .distill()
        .ifPresent(
            distill ->
                require(
                    sentences,
                    () -> ModelCatalog.standard().resolve(distill.teacher()).networkFile()));
    return sentences;
  }

  private static void require(List<String> sentences, Runnable opening) {
    try {
      opening.run();
    } catch (ResShiftException e) {
      sentences.add(e.getMessage());
    }
  }

  /**
   * Runs one step of one sample and one of two.
   *
   * @param device a libtorch device name
   * @throws ResShiftException for a network that stands on a guide and for one that learns of a
   *     teacher, which are not measured here
   */
  public static Found run(TrainConfig config, String device) {
    ModelDescription model = config.model();
    if (model.guide().isPresent()) {
      throw new ResShiftException("A network on a guide is checked, but not measured.");
    }
    if (config.distill().isPresent()) {
      throw new ResShiftException("A distillation is checked, but not measured.");
    }
    TrainSettings settings = config.settings();
    try (DenoiserNetwork network = model.network().initialise(SEED, Placement.training(device));
        FirstStage stage = stage(model, device);
        LossDistances distances = LossDistances.madeUp(config.loss(), device);
        TrainState state =
            new TrainState(
                network,
                settings.weightDecay(),
                settings.emaRate(),
                config.loss().adversarial().map(a -> new Adversary(a, SEED, device)))) {
      DiffusionLoss diffusion = new DiffusionLoss(model.diffusion().process(), stage);
      TrainingLoss loss = new TrainingLoss(diffusion, config.loss(), distances, state.adversary());
      int micro = Math.min(MEASURED, settings.stepOptions().microbatch());
      step(config, state, loss, 1, 1); // makes gradients and moments
      OptionalDouble one = peak(config, state, loss, 1);
      ProcessMemory.resetPeak();
      long from = System.nanoTime();
      step(config, state, loss, MEASURED, micro);
      double seconds = (System.nanoTime() - from) / 1e9 / MEASURED;
      OptionalDouble two = ProcessMemory.peak();
      boolean known = device.equals("cpu") && one.isPresent() && two.isPresent();
      return new Found(
          state.size(),
          seconds,
          seconds * settings.batch(),
          known
              ? OptionalDouble.of(
                  extrapolated(
                      one.getAsDouble(),
                      two.getAsDouble(),
                      micro,
                      Math.min(settings.batch(), settings.stepOptions().microbatch())))
              : OptionalDouble.empty());
    }
  }

  /** The peak with one sample, once everything that stays is there. */
  private static OptionalDouble peak(
      TrainConfig config, TrainState state, TrainingLoss loss, int samples) {
    ProcessMemory.resetPeak();
    step(config, state, loss, samples, samples);
    return ProcessMemory.peak();
  }

  /** A straight line through the peaks of one sample and of {@code micro}. */
  static double extrapolated(double one, double measured, int micro, int wanted) {
    double each = micro > 1 ? Math.max(0, measured - one) / (micro - 1) : 0;
    return Math.max(one, measured) + each * Math.max(0, wanted - micro);
  }

  private static void step(
      TrainConfig config, TrainState state, TrainingLoss loss, int samples, int micro) {
    try (var scope = Scope.open()) {
      GradientStep.Options options = config.settings().stepOptions();
      TrainingStep step =
          new TrainingStep(
              state,
              loss,
              new GradientStep.Options(micro, options.bf16(), options.clipNorm()),
              Team.alone());
      Generator random = torch.make_generator_cpu(SEED);
      int side = config.crops().size();
      int small = side / config.model().scale();
      boolean masked = config.model().network().condition().masked();
      Batch batch =
          new Batch(
              picture(random, samples, 3, side),
              picture(random, samples, 3, small),
              masked ? picture(random, samples, 1, small).sign() : null);
      long[] t = new long[samples];
      Tensor noise =
          torch.randn(
              loss.diffusion().latentShape(batch, batch.gt().size(0)),
              new GeneratorOptional(random));
      step.run(1, batch, t, noise, 0);
    }
  }

  /** Values in [-1, 1]. */
  private static Tensor picture(Generator random, int samples, int channels, int side) {
    long[] shape = {samples, channels, side, side};
    return torch.rand(shape, new GeneratorOptional(random)).mul(new Scalar(2)).sub(new Scalar(1));
  }

  private static FirstStage stage(ModelDescription model, String device) {
    Placement frozen = Placement.frozen(device);
    return model.firstStage() instanceof AutoencoderConfig autoencoder
        ? Autoencoder.initialise(autoencoder, SEED, frozen)
        : LoadedModel.firstStage(model, Optional.empty(), frozen);
  }
}
