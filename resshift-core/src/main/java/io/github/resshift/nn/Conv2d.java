package io.github.resshift.nn;

import io.github.resshift.weights.Init;
import io.github.resshift.weights.WeightScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A 2-D convolution with bias: [N, in, H, W] to [N, out, H', W']. */
public final class Conv2d {
  private static final long[] NO_DILATION = {1, 1};

  private final Tensor weight;
  private final Tensor bias;
  private final long[] stride;
  private final long[] padding;

  private Conv2d(
      WeightScope scope, int in, int out, int kernel, int stride, int padding, Init init) {
    this.weight = scope.get("weight", init, out, in, kernel, kernel);
    this.bias = scope.get("bias", init, out);
    this.stride = new long[] {stride, stride};
    this.padding = new long[] {padding, padding};
  }

  /** 3x3, padding 1, stride 1. */
  public static Conv2d same3(WeightScope scope, int in, int out) {
    return new Conv2d(scope, in, out, 3, 1, 1, Init.fanIn(9L * in));
  }

  /** 3x3, padding 1, stride 1, starting at zero so that its block starts as the identity. */
  public static Conv2d zero3(WeightScope scope, int in, int out) {
    return new Conv2d(scope, in, out, 3, 1, 1, Init.zeros());
  }

  /** 3x3, padding 1, stride 2. */
  public static Conv2d halving(WeightScope scope, int in, int out) {
    return new Conv2d(scope, in, out, 3, 2, 1, Init.fanIn(9L * in));
  }

  /** 3x3, stride 2, no padding of its own: the caller pads right and bottom. */
  public static Conv2d halvingUnpadded(WeightScope scope, int in, int out) {
    return new Conv2d(scope, in, out, 3, 2, 0, Init.fanIn(9L * in));
  }

  /** Stride 1 and no padding: the result is {@code kernel - 1} pixels smaller on each axis. */
  public static Conv2d valid(WeightScope scope, int in, int out, int kernel) {
    return new Conv2d(scope, in, out, kernel, 1, 0, Init.fanIn((long) kernel * kernel * in));
  }

  /** 1x1. */
  public static Conv2d pointwise(WeightScope scope, int in, int out) {
    return new Conv2d(scope, in, out, 1, 1, 0, Init.fanIn(in));
  }

  /** Applies the convolution. */
  public Tensor forward(Tensor x) {
    return torch.conv2d(x, weight, new TensorOptional(bias), stride, padding, NO_DILATION, 1);
  }
}
