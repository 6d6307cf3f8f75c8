package io.github.resshift.bench;

import io.github.resshift.catalog.ModelDescription;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.model.VqAutoencoder;
import io.github.resshift.model.VqConfig;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Precision;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Placement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One pass of a part with seeded weights. Every invocation takes so long that single shots are
 * exact enough; a fork inherits the options of the launcher.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class PartsBenchmark {
  private static final long SEED = 1;

  /** What is measured. */
  public enum Part {
    /** A step of the bundled model's network on a latent. */
    SWIN_BUNDLED(Architecture.BUNDLED),
    /** A step of the published network on a latent. */
    SWIN_PUBLISHED(Architecture.PUBLISHED),
    /** A step of a tiny network. */
    SWIN_TINY(Architecture.TINY),
    /** The published encoder on a picture. */
    ENCODE_PUBLISHED(Architecture.PUBLISHED),
    /** The published decoder; the side is that of the picture. */
    DECODE_PUBLISHED(Architecture.PUBLISHED);

    private final Architecture architecture;

    Part(Architecture architecture) {
      this.architecture = architecture;
    }
  }

  /** The part. */
  @Param({"SWIN_BUNDLED", "SWIN_PUBLISHED", "ENCODE_PUBLISHED", "DECODE_PUBLISHED"})
  public Part part;

  /** Side of the latent for networks, of the picture for the first stage. */
  @Param("64")
  public int side;

  /** Precision of weights and activations. */
  @Param({"FP32", "BF16"})
  public Precision precision;

  /** Threads of the engine. */
  @Param("1")
  public int threads;

  private AutoCloseable network;
  private Tensor[] inputs;
  private Supplier<Tensor> pass;
  private double flop;

  /** Makes weights and inputs. */
  @Setup(Level.Trial)
  public void prepare() {
    Engine.start();
    Engine.threads(threads);
    ModelDescription model = part.architecture.description();
    Placement placement = new Placement("cpu", precision.dtype(), true, false);
    switch (part) {
      case ENCODE_PUBLISHED, DECODE_PUBLISHED -> prepare((VqConfig) model.firstStage(), placement);
      default -> prepare(model, placement);
    }
  }

  private void prepare(ModelDescription model, Placement placement) {
    SwinUNet swin = SwinUNet.initialise(model.network(), SEED, placement);
    network = swin;
    int lq = side * model.network().lqSize() / model.network().imageSize();
    Tensor x = random(model.network().inChannels(), side);
    Tensor condition = random(3, lq);
    inputs = new Tensor[] {x, condition};
    long[] step = {1};
    pass = () -> swin.predict(x, step, condition, null);
    flop = FlopCount.swinUNet(model.network(), swin.parameters().weights(), side, side);
  }

  private void prepare(VqConfig config, Placement placement) {
    VqAutoencoder stage = VqAutoencoder.initialise(config, SEED, placement);
    network = stage;
    Map<String, Tensor> weights = stage.parameters().weights();
    boolean encode = part == Part.ENCODE_PUBLISHED;
    Tensor input =
        encode ? random(3, side) : random(config.latentChannels(), side / config.factor());
    inputs = new Tensor[] {input};
    pass = encode ? () -> stage.encode(input) : () -> stage.decode(input);
    flop = encode ? FlopCount.encode(weights, side, side) : FlopCount.decode(weights, side, side);
  }

  private Tensor random(int channels, int side) {
    return Scope.keep(
        () ->
            torch
                .randn(
                    new long[] {1, channels, side, side},
                    new GeneratorOptional(torch.make_generator_cpu(SEED)))
                .to(precision.dtype()));
  }

  /** Frees weights and inputs. */
  @TearDown(Level.Trial)
  public void free() throws Exception {
    network.close();
    for (Tensor input : inputs) {
      Scope.free(input);
    }
  }

  /** One pass; gives the number of values, so that nothing can be left out. */
  @Benchmark
  public long pass() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      return pass.get().numel();
    }
  }

  /** Floating-point operations of one pass. */
  double flop() {
    return flop;
  }
}
