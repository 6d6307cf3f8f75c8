package io.github.resshift.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GaussianFieldTest {
  @Test
  void windowsOfOneFieldAgree() {
    try (var scope = Scope.open()) {
      GaussianField field = new GaussianField(12345);
      Tensor whole = field.window(7, 6, 0, 0, 40, 50);
      Tensor part = field.window(7, 6, 11, 23, 9, 13);
      assertThat(Tensors.floats(part))
          .isEqualTo(Tensors.floats(whole.narrow(2, 11, 9).narrow(3, 23, 13)));
    }
  }

  @Test
  void seedsStepsAndChannelsAreUnrelated() {
    try (var scope = Scope.open()) {
      Tensor a = new GaussianField(1).window(3, 2, 0, 0, 64, 64);
      assertThat(correlation(a, new GaussianField(2).window(3, 2, 0, 0, 64, 64))).isLessThan(0.06);
      assertThat(correlation(a, new GaussianField(1).window(4, 2, 0, 0, 64, 64))).isLessThan(0.06);
      assertThat(correlation(a, new GaussianField(1).window(-1, 2, 0, 0, 64, 64))).isLessThan(0.06);
      assertThat(correlation(a.narrow(1, 0, 1), a.narrow(1, 1, 1))).isLessThan(0.08);
    }
  }

  /** 131072 values: mean within 5 standard errors, the fourth moment within 5 of its own. */
  @Test
  void valuesAreStandardNormal() {
    try (var scope = Scope.open()) {
      float[] values = Tensors.floats(new GaussianField(99).window(0, 8, 0, 0, 128, 128));
      double mean = 0;
      double square = 0;
      double fourth = 0;
      for (float v : values) {
        mean += v;
        square += (double) v * v;
        fourth += Math.pow(v, 4);
      }
      int n = values.length;
      assertThat(mean / n).isCloseTo(0, within(5 / Math.sqrt(n)));
      assertThat(square / n).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
      assertThat(fourth / n).isCloseTo(3, within(5 * Math.sqrt(96.0 / n)));
    }
  }

  /** Quantiles of the normal distribution from tables. */
  @Test
  void inverseNormalHasItsKnownValues() {
    assertThat(GaussianField.inverseNormal(0.5)).isZero();
    assertThat(GaussianField.inverseNormal(0.975)).isCloseTo(1.959963984540054, within(1e-14));
    assertThat(GaussianField.inverseNormal(1e-9)).isCloseTo(-5.997807015007687, within(1e-12));
  }

  /** Pinned: pictures made today must come out the same with later versions. */
  @Test
  void theFieldNeverChanges() {
    try (var scope = Scope.open()) {
      float[] values = Tensors.floats(new GaussianField(12345).window(14, 2, 0, 0, 1, 2));
      assertThat(values).containsExactly(PINNED);
    }
  }

  private static final float[] PINNED = {0.39159334f, -0.08904838f, 0.11343173f, -0.8031629f};

  private static double correlation(Tensor a, Tensor b) {
    return Math.abs(Tensors.item(a.mul(b).mean()));
  }
}
