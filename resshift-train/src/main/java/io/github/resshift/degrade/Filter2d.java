package io.github.resshift.degrade;

import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Two-dimensional filtering of pictures; thread-safe. */
final class Filter2d {
  private Filter2d() {}

  /**
   * Cross-correlates each channel with a kernel (the kernel is not flipped); the picture is
   * continued by reflection without repeating the border pixel.
   *
   * @param image float32 [N, C, H, W]
   * @param kernels [1, k, k], or [N, k, k] for one kernel a sample; k is odd
   * @return [N, C, H, W]
   */
  public static Tensor apply(Tensor image, Tensor kernels) {
    long n = image.size(0);
    long c = image.size(1);
    long k = kernels.size(1);
    if (k % 2 == 0 || kernels.size(2) != k || (kernels.size(0) != 1 && kernels.size(0) != n)) {
      throw new IllegalArgumentException("kernels must be [1 or N, k, k] with an odd k");
    }
    return Scope.keep(
        () -> {
          int pad = (int) (k / 2);
          Tensor wide = Interpolate.reflectPad(image, pad, pad, pad, pad);
          Tensor perChannel =
              kernels.expand(n, k, k).unsqueeze(1).expand(n, c, k, k).reshape(n * c, 1, k, k);
          Tensor flat = wide.reshape(1, n * c, wide.size(2), wide.size(3));
          return torch
              .conv2d(
                  flat,
                  perChannel,
                  new TensorOptional(),
                  new long[] {1, 1},
                  new long[] {0, 0},
                  new long[] {1, 1},
                  n * c)
              .view(Tensors.shape(image));
        });
  }
}
