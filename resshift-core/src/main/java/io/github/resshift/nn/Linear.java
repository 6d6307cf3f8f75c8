package io.github.resshift.nn;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Init;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A linear map with bias on the last dimension: [..., in] to [..., out]. */
public final class Linear {
  /** Fewer rows than this cost more to rearrange than the convolution saves. */
  private static final long MANY_ROWS = 256;

  private static final long[] ONES = {1, 1};
  private static final long[] NO_PADDING = {0, 0};

  private final Tensor weight;
  private final Tensor bias;
  private final boolean convolves;

  /** Fetches {@code weight} [out, in] and {@code bias} [out]. */
  public Linear(WeightScope scope, int in, int out) {
    this.weight = scope.get("weight", Init.fanIn(in), out, in);
    this.bias = scope.get("bias", Init.fanIn(in), out);
    Placement placement = scope.placement();
    this.convolves =
        placement.device().equals("cpu")
            && placement.dtype() == ScalarType.Float
            && !placement.trainable();
  }

  /** Applies the map. */
  public Tensor forward(Tensor x) {
    long in = weight.size(1);
    long rows = x.numel() / in;
    return convolves && rows >= MANY_ROWS ? convolved(x, rows, in) : multiplied(x);
  }

  /** As a product of matrices. */
  Tensor multiplied(Tensor x) {
    return torch.linear(x, weight, new TensorOptional(bias));
  }

  /**
   * As a 1x1 convolution over a picture one pixel wide: in float32 on the processor the engine's
   * convolutions are faster than its matrix library, and wait for each other less
   * (docs/performance.md).
   */
  private Tensor convolved(Tensor x, long rows, long in) {
    long[] shape = Tensors.shape(x);
    shape[shape.length - 1] = weight.size(0);
    return Scope.keep(
        () ->
            torch
                .conv2d(
                    x.reshape(1, rows, 1, in).permute(0, 3, 1, 2),
                    weight.view(weight.size(0), in, 1, 1),
                    new TensorOptional(bias),
                    ONES,
                    NO_PADDING,
                    ONES,
                    1)
                .permute(0, 2, 3, 1)
                .reshape(shape));
  }
}
