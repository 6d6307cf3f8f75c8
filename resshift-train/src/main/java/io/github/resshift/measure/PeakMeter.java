package io.github.resshift.measure;

import io.github.resshift.tensor.Precision;
import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The speed of large matrix products, which no network can exceed by much. */
public final class PeakMeter {
  private static final int RUNS = 5;
  private static final double GIGA = 1e9;

  private PeakMeter() {}

  /** GFLOP/s of products of {@code side} x {@code side} matrices: the best of five. */
  public static double gflops(Precision precision, int side) throws Exception {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      GeneratorOptional random = new GeneratorOptional(torch.make_generator_cpu(1));
      long[] shape = {side, side};
      Tensor a = torch.randn(shape, random).to(precision.dtype());
      Tensor b = torch.randn(shape, random).to(precision.dtype());
      Statistics seconds =
          Stopwatch.median(
              1,
              RUNS,
              () -> {
                torch.matmul(a, b).close();
                return null;
              });
      return 2.0 * side * side * side / seconds.min() / GIGA;
    }
  }
}
