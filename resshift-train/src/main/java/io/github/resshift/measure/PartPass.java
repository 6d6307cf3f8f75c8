package io.github.resshift.measure;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.model.AutoencoderConfig;
import io.github.resshift.model.Condition;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.tensor.Precision;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A part of a model with seeded weights and inputs, on the processor, ready to be timed. */
public final class PartPass implements AutoCloseable {
  private static final long SEED = 1;
  private static final double GIGA = 1e9;

  private final AutoCloseable network;
  private final Tensor[] inputs;
  private final Supplier<Tensor> pass;
  private final double gflop;

  private PartPass(AutoCloseable network, Supplier<Tensor> pass, double flop, Tensor... inputs) {
    this.network = network;
    this.pass = pass;
    this.gflop = flop / GIGA;
    this.inputs = inputs;
  }

  /**
   * Makes weights and inputs.
   *
   * @param side of the latent for {@link Part#STEP}, of the picture for the others
   * @throws IllegalArgumentException if the model has no autoencoder and the part is one
   */
  public static PartPass of(ModelDescription model, Part part, int side, Precision precision) {
    Placement placement =
        new Placement("cpu", precision.dtype(), precision.stageDtype(), true, false);
    if (part == Part.STEP) {
      return step(model, side, placement);
    }
    if (model.firstStage() instanceof AutoencoderConfig config) {
      return stage(config, part, side, placement);
    }
    throw new IllegalArgumentException("model " + model.name() + " has no autoencoder");
  }

  private static PartPass step(ModelDescription model, int side, Placement placement) {
    DenoiserNetwork network = model.network().initialise(SEED, placement);
    int lq = side * model.firstStage().factor() / model.scale();
    Tensor x = random(model.network().inChannels(), side, placement);
    Tensor picture = random(3, lq, placement);
    Tensor features =
        model.guide().map(guide -> random(guide.channels(), lq, placement)).orElse(null);
    long[] step = {1};
    Tensor drawn =
        model
            .guide()
            .filter(GuideConfig::picture)
            .map(guide -> random(3, lq * GuideConfig.SCALE, placement))
            .orElse(null);
    Condition condition = network.prepare(Condition.guided(picture, features, drawn));
    return new PartPass(
        network,
        () -> network.predict(x, step, condition),
        FlopCount.step(model.network(), network.parameters().weights(), side, side),
        x,
        picture);
  }

  private static PartPass stage(
      AutoencoderConfig config, Part part, int side, Placement placement) {
    Autoencoder stage = Autoencoder.initialise(config, SEED, placement);
    Map<String, Tensor> weights = stage.parameters().weights();
    if (part == Part.ENCODE) {
      Tensor picture = random(3, side, placement);
      double flop = FlopCount.encode(weights, side, side);
      return new PartPass(stage, () -> stage.encode(picture), flop, picture);
    }
    Tensor latent = random(config.latentChannels(), side / config.factor(), placement);
    double flop = FlopCount.decode(weights, side, side);
    return new PartPass(stage, () -> stage.decode(latent), flop, latent);
  }

  private static Tensor random(int channels, int side, Placement placement) {
    return Scope.keep(
        () ->
            torch
                .randn(
                    new long[] {1, channels, side, side},
                    new GeneratorOptional(torch.make_generator_cpu(SEED)))
                .to(placement.dtype()));
  }

  /** One pass; gives the number of values, so that nothing can be left out. */
  public long run() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      return pass.get().numel();
    }
  }

  /** Billions of floating-point operations of one pass. */
  public double gflop() {
    return gflop;
  }

  /** Frees weights and inputs. */
  @Override
  public void close() {
    for (Tensor input : inputs) {
      Scope.free(input);
    }
    try {
      network.close();
    } catch (Exception e) {
      throw new IllegalStateException("a network could not be freed", e);
    }
  }
}
