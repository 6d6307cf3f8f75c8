package io.github.resshift.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.CheckpointException;
import io.github.resshift.weights.MemorySource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The formula of LPIPS with made-up weights against plain loops in float64 ({@link PlainLpips}),
 * which list the layers by themselves.
 */
class LpipsTest {
  /** float32 sums of up to 4608 products in up to 13 layers, relative. */
  private static final double TOLERANCE = 2e-4;

  @ParameterizedTest
  @EnumSource(LpipsNetwork.class)
  void equalsPlainLoops(LpipsNetwork network) {
    PlainLpips plain = new PlainLpips(network, 7);
    try (var scope = Scope.open();
        Lpips lpips = lpips(network, plain)) {
      float[] a = noise(1, 3 * 33 * 38);
      float[] b = noise(2, 3 * 33 * 38);
      double expected = plain.distance(a, b, 33, 38);
      Tensor x = Tensors.of(a, 1, 3, 33, 38);
      Tensor y = Tensors.of(b, 1, 3, 33, 38);
      double actual = Tensors.item(lpips.distance(x, y));
      assertThat(expected).isPositive();
      assertThat(actual).isCloseTo(expected, within(TOLERANCE * expected));
      assertThat(Tensors.item(lpips.distance(x, x))).isZero();
    }
  }

  @Test
  void measuresEachPairOfABatchByItself() {
    PlainLpips plain = new PlainLpips(LpipsNetwork.ALEX, 3);
    try (var scope = Scope.open();
        Lpips lpips = lpips(LpipsNetwork.ALEX, plain)) {
      Tensor a = Tensors.of(noise(1, 2 * 3 * 32 * 32), 2, 3, 32, 32);
      Tensor b = Tensors.of(noise(2, 2 * 3 * 32 * 32), 2, 3, 32, 32);
      float[] both = Tensors.floats(lpips.distance(a, b));
      assertThat(both).hasSize(2);
      for (int i = 0; i < 2; i++) {
        double one = Tensors.item(lpips.distance(a.narrow(0, i, 1), b.narrow(0, i, 1)));
        assertThat((double) both[i]).isCloseTo(one, within(1e-6 * one));
      }
    }
  }

  @Test
  void hasTheDerivativeThatDifferencesShow() {
    PlainLpips plain = new PlainLpips(LpipsNetwork.SQUEEZE, 5);
    try (var scope = Scope.open();
        Lpips lpips = lpips(LpipsNetwork.SQUEEZE, plain)) {
      float[] values = noise(1, 3 * 32 * 32);
      float[] other = noise(2, 3 * 32 * 32);
      Tensor b = Tensors.of(other, 1, 3, 32, 32);
      Tensor a = Tensors.of(values, 1, 3, 32, 32).requires_grad_(true);
      lpips.distance(a, b).sum().backward();
      float[] gradient = Tensors.floats(a.grad());
      double squares = 0;
      for (float g : gradient) {
        squares += g * g;
      }
      // Along the gradient the float64 loops must rise by |gradient| a unit of length.
      double length = Math.sqrt(squares);
      double step = 1e-3;
      double rise =
          plain.distance(moved(values, gradient, step / length), other, 32, 32)
              - plain.distance(moved(values, gradient, -step / length), other, 32, 32);
      assertThat(rise / (2 * step)).isCloseTo(length, within(0.01 * length));
    }
  }

  @Test
  void hasAFiniteDerivativeWhereAllFeaturesAreZero() {
    try (var scope = Scope.open()) {
      Map<String, Tensor> dead = new PlainLpips(LpipsNetwork.ALEX, 1).backbone();
      dead.replaceAll((name, tensor) -> tensor.mul(new org.bytedeco.pytorch.Scalar(0)));
      PlainLpips plain = new PlainLpips(LpipsNetwork.ALEX, 1);
      try (Lpips lpips =
          new Lpips(
              LpipsNetwork.ALEX,
              new MemorySource("dead", dead),
              new MemorySource("linear", plain.linear()),
              "cpu")) {
        Tensor a = Tensors.of(noise(1, 3 * 32 * 32), 1, 3, 32, 32).requires_grad_(true);
        lpips.distance(a, Tensors.of(noise(2, 3 * 32 * 32), 1, 3, 32, 32)).sum().backward();
        assertThat(Tensors.floats(a.grad())).containsOnly(0f);
      }
    }
  }

  @Test
  void passesOverTheClassifierAndNamesWhatIsMissing() {
    PlainLpips plain = new PlainLpips(LpipsNetwork.ALEX, 1);
    try (var scope = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>(plain.backbone());
      tensors.put("classifier.1.weight", Tensors.of(new float[6], 2, 3));
      MemorySource linear = new MemorySource("linear", plain.linear());
      new Lpips(LpipsNetwork.ALEX, new MemorySource("alexnet", tensors), linear, "cpu").close();
      tensors.remove("features.3.weight");
      assertThatThrownBy(
              () ->
                  new Lpips(LpipsNetwork.ALEX, new MemorySource("alexnet", tensors), linear, "cpu"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("alexnet")
          .hasMessageContaining("features.3.weight");
      assertThatThrownBy(
              () ->
                  new Lpips(LpipsNetwork.VGG, new MemorySource("alexnet", tensors), linear, "cpu"))
          .isInstanceOf(CheckpointException.class);
    }
  }

  @Test
  void refusesSmallAndUnequalPictures() {
    PlainLpips plain = new PlainLpips(LpipsNetwork.ALEX, 1);
    try (var scope = Scope.open();
        Lpips lpips = lpips(LpipsNetwork.ALEX, plain)) {
      Tensor small = Tensors.of(noise(1, 3 * 31 * 40), 1, 3, 31, 40);
      assertThatThrownBy(() -> lpips.distance(small, small)).hasMessageContaining("32x32");
      Tensor other = Tensors.of(noise(1, 3 * 40 * 31), 1, 3, 40, 31);
      assertThatThrownBy(() -> lpips.distance(small, other)).hasMessageContaining("one size");
    }
  }

  private static Lpips lpips(LpipsNetwork network, PlainLpips plain) {
    return new Lpips(
        network,
        new MemorySource("backbone", plain.backbone()),
        new MemorySource("linear", plain.linear()),
        "cpu");
  }

  private static float[] moved(float[] from, float[] along, double factor) {
    float[] out = new float[from.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (from[i] + factor * along[i]);
    }
    return out;
  }

  private static float[] noise(long seed, int count) {
    Random random = new Random(seed);
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = random.nextFloat() * 2 - 1;
    }
    return out;
  }
}
