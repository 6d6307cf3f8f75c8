package io.github.resshift.degrade;

import io.github.resshift.tensor.CubicResize;
import org.bytedeco.pytorch.Tensor;

/**
 * Bicubic resizing as MATLAB's imresize does it: {@link CubicResize} to ceil(side * scale) pixels.
 * In float32; the result is not clipped (docs/method.md section 9, item 21). Thread-safe.
 */
public final class MatlabResize {
  private MatlabResize() {}

  /**
   * Resizes both sides by a factor, rows first.
   *
   * @param image float32 CPU [N, C, H, W]
   * @param scale above 0
   */
  public static Tensor apply(Tensor image, double scale) {
    return CubicResize.byFactor(image, scale);
  }
}
