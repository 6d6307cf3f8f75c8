package io.github.resshift.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightLoader;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoublingTest {
  /** With gradients, and where channels do not lie together, it is the two plain operations. */
  @ParameterizedTest
  @CsvSource({"1,1,1", "1,5,8", "2,7,3", "1,40,33"})
  void itIsThePlainOperationsToRounding(int pictures, int height, int width) {
    try (var scope = Scope.open()) {
      WeightLoader loader = WeightLoader.initialise(3, Placement.cpu());
      Doubling doubling = new Doubling(loader.root(), 6, 10);
      try (var parameters = loader.finish()) {
        Tensor x = torch.randn(pictures, 6, height, width);
        Tensor together = x.contiguous(MemoryFormat.ChannelsLast);
        Tensor plain = doubling.forward(together);
        assertThat(Tensors.shape(plain)).containsExactly(pictures, 10, 2 * height, 2 * width);
        try (var guard = new NoGradGuard()) {
          Tensor fast = doubling.forward(together);
          assertThat(Tensors.maxAbsDifference(fast, plain)).isLessThan(2e-6);
          assertThat(Tensors.maxAbsDifference(doubling.forward(x), plain)).isLessThan(2e-6);
        }
      }
    }
  }
}
