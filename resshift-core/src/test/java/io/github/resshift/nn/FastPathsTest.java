package io.github.resshift.nn;

import static io.github.resshift.TensorAssert.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightLoader;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fast path against its plain twin, at sizes that no kernel likes. */
class FastPathsTest {
  /** Values are of order one, and both sides round each of them a few times. */
  private static final double ROUNDING = 2e-5;

  private final WeightLoader loader = WeightLoader.initialise(3, Placement.cpu());
  private final WeightScope scope = loader.root();

  @ParameterizedTest
  @CsvSource({"1,256,7,5", "3,86,32,96", "5,64,33,1", "1,1,8,8"})
  void aLinearMapIsAConvolution(int count, int tokens, int in, int out) {
    try (var open = Scope.open()) {
      Linear linear = new Linear(scope.at("linear"), in, out);
      Tensor x = random(count, tokens, in);
      Tensor fast = linear.forward(x);
      assertThat(Tensors.shape(fast)).containsExactly(count, tokens, out);
      assertClose("rows", fast, linear.multiplied(x), ROUNDING);
      // Attention hands over tokens that do not lie one after the other.
      Tensor strided = random(count, in, tokens).transpose(1, 2);
      assertClose("strided", linear.forward(strided), linear.multiplied(strided), ROUNDING);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,7,3", "2,5,9"})
  void scaleAndShiftFoldIntoNormalisation(int count, int height, int width) {
    try (var open = Scope.open()) {
      GroupNorm norm = new GroupNorm(scope.at("norm"), 64, 1e-5);
      draw();
      Tensor x = random(count, 64, height, width);
      Tensor scale = random(64);
      Tensor shift = random(64);
      Tensor normal = norm.forward(x);
      Tensor plain =
          torch.addcmul(normal.add(shift.view(1, 64, 1, 1)), normal, scale.view(1, 64, 1, 1));
      assertClose("folded", norm.forward(x, scale, shift), plain, ROUNDING);
    }
  }

  @Test
  void oneStepForAllSamplesIsThatStepForEach() {
    try (var open = Scope.open()) {
      ResBlock block = new ResBlock(scope.at("block"), 32, 64, 16, 0);
      draw();
      Tensor x = random(2, 32, 5, 7);
      Tensor time = random(1, 16);
      Tensor each = time.repeat(2, 1);
      assertClose("shared", block.forward(x, time, false), block.forward(x, each, false), ROUNDING);
    }
  }

  @Test
  void overwritingChangesNothingButMemory() {
    try (var open = Scope.open()) {
      ResBlock block = new ResBlock(scope.at("block"), 32, 32, 16, 0);
      draw();
      Tensor x = random(1, 32, 5, 7);
      Tensor before = x.clone();
      Tensor time = random(1, 16);
      Tensor plain = block.forward(x, time, false);
      try (var off = new AutoGradMode(false)) {
        assertClose("result", block.forward(x, time, false), plain, 0);
      }
      assertClose("input", x, before, 0);
    }
  }

  /**
   * Fresh weights are zeros and ones where a block starts as the identity, which hides mistakes.
   */
  private void draw() {
    for (Tensor weight : loader.finish().weights().values()) {
      double width = weight.dim() > 1 ? Math.sqrt((double) weight.numel() / weight.size(0)) : 1;
      weight.copy_(random(Tensors.shape(weight)).div(new Scalar(width)));
    }
  }

  private static Tensor random(long... shape) {
    return torch.randn(shape, new GeneratorOptional(torch.make_generator_cpu(5)));
  }
}
