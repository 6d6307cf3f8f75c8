package io.github.resshift.degrade;

import io.github.resshift.tensor.Scope;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * A degradation whose result is compressed as JPEG at the end, always, and so has the 8x8 blocks of
 * a file. Thread-safe.
 *
 * @param inner what comes before
 * @param quality qualities, one of which is drawn for each sample
 */
record CompressedDegradation(Degradation inner, Range quality) implements Degradation {
  /** Refuses qualities that JPEG does not have. */
  public CompressedDegradation {
    RealWorldRecipe.requireQuality(quality);
  }

  @Override
  public int scale() {
    return inner.scale();
  }

  @Override
  public Object settings() {
    return Map.of("kind", "compressed", "inner", inner.settings(), "quality", quality);
  }

  @Override
  public String describedFormerly() {
    return inner.describedFormerly()
        + ", then JPEG ["
        + quality.low()
        + ", "
        + quality.high()
        + "]";
  }

  @Override
  public Pair degrade(Tensor gt, Draws draws) {
    Pair pair = inner.degrade(gt, draws);
    double[] qualities = draws.uniforms("jpeg", (int) gt.size(0), quality.low(), quality.high());
    return new Pair(
        pair.gt(), Scope.keep(() -> Noise.eightBits(JpegSimulation.apply(pair.lq(), qualities))));
  }
}
