package io.github.resshift.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ByteConvolutionTest {
  private static final int CHANNELS = 8;

  @BeforeAll
  static void requireProcessor() {
    Engine.start();
    assumeTrue(ByteConvolution.works(), "the processor has no products of bytes");
  }

  /** Values between the bytes, in their range, and beyond both ends. */
  @Test
  void roundsToTheNearestByteAndKeepsEnds() {
    try (var scope = Scope.open()) {
      float[] values = {-200, -90, -89.6f, -0.4f, 0, 0.6f, 164.6f, 165, 1000};
      Tensor line =
          Tensors.of(values, 1, 1, 1, values.length).contiguous(MemoryFormat.ChannelsLast);
      Tensor bytes = ByteConvolution.bytes(line);
      assertThat(bytes.scalar_type().intern()).isEqualTo(ScalarType.Byte);
      assertThat(Tensors.floats(bytes.to(ScalarType.Float)))
          .containsExactly(0, 0, 0, 90, 90, 91, 255, 255, 255);
    }
  }

  /** With weights that are whole steps nothing is rounded, also where the picture ends. */
  @Test
  void isExactForWholeSteps() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      Tensor x = whole(7, -90, 165, 1, CHANNELS, 9, 13).contiguous(MemoryFormat.ChannelsLast);
      Tensor weight = whole(8, -127, 127, 4, CHANNELS, 3, 3);
      // Every channel that is put out has a weight of 127, so that its step is 1.
      weight.select(1, 0).select(1, 1).select(1, 1).fill_(new Scalar(127));
      Tensor bias = whole(9, -50, 50, 4);
      Tensor expected =
          torch.conv2d(
              x.to(ScalarType.Double),
              weight.to(ScalarType.Double),
              new TensorOptional(bias.to(ScalarType.Double)),
              new long[] {1, 1},
              new long[] {1, 1},
              new long[] {1, 1},
              1);
      Tensor actual =
          ByteConvolution.run(
              ByteConvolution.bytes(x), ByteConvolution.weights(weight.clone(), bias));
      assertThat(Tensors.maxAbsDifference(actual.to(ScalarType.Double), expected)).isLessThan(0.05);
    }
  }

  /** Whole numbers from a range, float32. */
  private static Tensor whole(long seed, int low, int high, long... shape) {
    Tensor values = torch.empty(shape);
    long count = values.numel();
    float[] each = new float[(int) count];
    var random = new java.util.Random(seed);
    for (int i = 0; i < each.length; i++) {
      each[i] = low + random.nextInt(high - low + 1);
    }
    return Tensors.of(each, shape);
  }
}
