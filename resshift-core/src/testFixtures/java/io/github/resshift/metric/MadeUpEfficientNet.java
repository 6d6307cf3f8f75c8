package io.github.resshift.metric;

import io.github.resshift.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights of EfficientNet-Lite0 up to block 10 that any language makes alike, for tests without the
 * published file.
 */
public final class MadeUpEfficientNet {
  private static final int[][] KERNEL_STRIDE_IN_OUT = {
    {3, 1, 32, 16},
    {3, 2, 16, 24},
    {3, 1, 24, 24},
    {5, 2, 24, 40},
    {5, 1, 40, 40},
    {3, 2, 40, 80},
    {3, 1, 80, 80},
    {3, 1, 80, 80},
    {5, 1, 80, 112},
    {5, 1, 112, 112},
    {5, 1, 112, 112}
  };

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private int made;

  private MadeUpEfficientNet() {}

  /** The weights, in the open scope, and two tensors that are to be passed over. */
  public static Map<String, Tensor> weights() {
    MadeUpEfficientNet net = new MadeUpEfficientNet();
    net.convolution("_conv_stem", "_bn0", 32, 3, 3);
    for (int i = 0; i < KERNEL_STRIDE_IN_OUT.length; i++) {
      int[] block = KERNEL_STRIDE_IN_OUT[i];
      String at = "_blocks." + i + ".";
      int inner = i == 0 ? block[2] : 6 * block[2];
      if (i > 0) {
        net.convolution(at + "_expand_conv", at + "_bn0", inner, block[2], 1);
      }
      net.convolution(at + "_depthwise_conv", at + "_bn1", inner, 1, block[0]);
      net.convolution(at + "_project_conv", at + "_bn2", block[3], inner, 1);
    }
    net.tensors.put("_bn0.num_batches_tracked", Tensors.of(new long[] {7}, 1));
    net.tensors.put("_blocks.11._expand_conv.weight", Tensors.of(new float[6], 6, 1));
    return net.tensors;
  }

  /** Values in [-1, 1), [1, 3, h, w]. */
  public static Tensor picture(int number, int height, int width) {
    return values(number + 1, 1, 3, height, width);
  }

  private void convolution(String name, String normalisation, int out, int in, int kernel) {
    double size = Math.sqrt(8.0 / (in * kernel * kernel));
    tensors.put(name + ".weight", values(++made, out, in, kernel, kernel).mul(new Scalar(size)));
    tensors.put(normalisation + ".weight", around(1, 0.3, out));
    tensors.put(normalisation + ".bias", around(0, 0.1, out));
    tensors.put(normalisation + ".running_mean", around(0, 0.1, out));
    tensors.put(normalisation + ".running_var", around(1, 0.5, out));
  }

  private Tensor around(double middle, double size, int count) {
    return values(++made, count).mul(new Scalar(size)).add(new Scalar(middle));
  }

  private static Tensor values(int number, long... shape) {
    float[] out = new float[Math.toIntExact(Tensors.count(shape))];
    for (long j = 0; j < out.length; j++) {
      out[(int) j] = (float) ((j * j * 31 + j * 7919 + number * 104729L) % 1000003 / 500001.5 - 1);
    }
    return Tensors.of(out, shape);
  }
}
