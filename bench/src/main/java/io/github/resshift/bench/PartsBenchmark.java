package io.github.resshift.bench;

import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.Part;
import io.github.resshift.measure.PartPass;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Precision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
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
@State(Scope.Benchmark)
public class PartsBenchmark {
  /** What is measured. */
  public enum Row {
    /** A step of the network of the model fast on a latent. */
    SWIN_FAST(Architecture.FAST, Part.STEP),
    /** A step of the published network on a latent. */
    SWIN_PUBLISHED(Architecture.PUBLISHED, Part.STEP),
    /** A step of a tiny network. */
    SWIN_TINY(Architecture.TINY, Part.STEP),
    /** The published encoder on a picture. */
    ENCODE_PUBLISHED(Architecture.PUBLISHED, Part.ENCODE),
    /** The published decoder; the side is that of the picture. */
    DECODE_PUBLISHED(Architecture.PUBLISHED, Part.DECODE);

    private final Architecture architecture;
    private final Part part;

    Row(Architecture architecture, Part part) {
      this.architecture = architecture;
      this.part = part;
    }
  }

  /** The part. */
  @Param({"SWIN_FAST", "SWIN_PUBLISHED", "ENCODE_PUBLISHED", "DECODE_PUBLISHED"})
  public Row part;

  /** Side of the latent for networks, of the picture for the first stage. */
  @Param("64")
  public int side;

  /** Precision of weights and activations. */
  @Param({"FP32", "BF16"})
  public Precision precision;

  /** Threads of the engine. */
  @Param("1")
  public int threads;

  private PartPass pass;

  /** Makes weights and inputs. */
  @Setup(Level.Trial)
  public void prepare() {
    Engine.start();
    Engine.threads(threads);
    pass = PartPass.of(part.architecture.description(), part.part, side, precision);
  }

  /** Frees weights and inputs. */
  @TearDown(Level.Trial)
  public void free() {
    pass.close();
  }

  /** One pass; gives the number of values, so that nothing can be left out. */
  @Benchmark
  public long pass() {
    return pass.run();
  }

  /** Billions of floating-point operations of one pass. */
  double gflop() {
    return pass.gflop();
  }
}
