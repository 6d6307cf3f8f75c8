package io.github.resshift.degrade;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Sharpening of the clean picture before it is degraded (docs/method.md section 8): adds weight
 * times the difference to a blurred copy, where that difference is above a threshold; the mask is
 * blurred too. Immutable and thread-safe.
 *
 * @param weight strength
 * @param threshold smallest difference, in units of 1/255
 * @param radius side length of the Gaussian; an even one is made odd by adding 1
 */
record UnsharpMask(double weight, double threshold, int radius) {
  /** The setting of the published training. */
  public static final UnsharpMask PUBLISHED = new UnsharpMask(0.5, 10, 50);

  /** Odd side length of the Gaussian. */
  public int kernelSize() {
    return radius % 2 == 0 ? radius + 1 : radius;
  }

  /** The Gaussian, with the width that OpenCV derives from a size. */
  public Kernel kernel() {
    double sigma = 0.3 * ((kernelSize() - 1) * 0.5 - 1) + 0.8;
    return Kernel.gaussian(kernelSize(), sigma, sigma, 0);
  }

  /** Sharpens [N, C, H, W] in [0, 1]. */
  public Tensor apply(Tensor image) {
    return Scope.keep(
        () -> {
          Tensor blur = kernel().tensor().unsqueeze(0);
          Tensor residual = image.sub(Filter2d.apply(image, blur));
          Tensor mask =
              residual.abs().mul(new Scalar(255f)).gt(new Scalar(threshold)).to(ScalarType.Float);
          Tensor soft = Filter2d.apply(mask, blur);
          Tensor sharp = Tensors.clamp(image.add(residual.mul(new Scalar(weight))), 0, 1);
          return soft.mul(sharp.sub(image)).add(image);
        });
  }
}
