package io.github.resshift;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Comparisons of tensors that say where they differ. */
public final class TensorAssert {
  private TensorAssert() {}

  /** Same shape, and every |actual - golden| <= absolute + relative * |golden|. */
  public static void assertClose(
      String what, Tensor actual, Tensor golden, double absolute, double relative) {
    assertThat(Tensors.shape(actual)).as(what + ": shape").isEqualTo(Tensors.shape(golden));
    float[] a = Tensors.floats(actual);
    float[] g = Tensors.floats(golden);
    double worst = 0;
    int at = -1;
    for (int i = 0; i < a.length; i++) {
      double excess = Math.abs((double) a[i] - g[i]) - absolute - relative * Math.abs(g[i]);
      if (!(excess <= 0) && (at < 0 || !(excess <= worst))) {
        worst = excess;
        at = i;
      }
    }
    if (at >= 0) {
      throw new AssertionError(
          "%s: element %d is %s instead of %s (tolerance %s + %s relative)"
              .formatted(what, at, a[at], g[at], absolute, relative));
    }
  }

  /** {@link #assertClose(String, Tensor, Tensor, double, double)} without a relative part. */
  public static void assertClose(String what, Tensor actual, Tensor golden, double absolute) {
    assertClose(what, actual, golden, absolute, 0);
  }

  /**
   * The project's float32 tolerance for networks and samplers: 1e-4 of the golden tensor's scale
   * (its largest magnitude), or what the golden file recommends where that is more. Different
   * kernels add in different order; channels-last group normalisation is the least exact of them.
   */
  public static void assertParity(String what, Tensor actual, Tensor golden, double recommended) {
    double scale = 0;
    for (float value : Tensors.floats(golden)) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertClose(what, actual, golden, Math.max(recommended, 1e-4 * scale), 0);
  }
}
