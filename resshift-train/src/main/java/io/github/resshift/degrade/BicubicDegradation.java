package io.github.resshift.degrade;

import io.github.resshift.config.FormerText;
import io.github.resshift.config.Kind;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * The classic reduction: MATLAB's antialiased bicubic, rounded to 8 bits; nothing is drawn.
 *
 * @param scale by how much the result is smaller
 */
@Kind("bicubic")
public record BicubicDegradation(int scale) implements Degradation {
  /** Refuses scales below 1. */
  public BicubicDegradation {
    if (scale < 1) {
      throw new IllegalArgumentException("scale must be at least 1, not " + scale);
    }
  }

  @Override
  public Object settings() {
    return this;
  }

  @Override
  public String describedFormerly() {
    return FormerText.of(this);
  }

  @Override
  public Pair degrade(Tensor gt, Draws draws) {
    if (gt.size(2) % scale != 0 || gt.size(3) % scale != 0) {
      throw new IllegalArgumentException(
          Tensors.shape(gt)[3] + "x" + gt.size(2) + " does not divide by the scale " + scale);
    }
    return new Pair(gt, Noise.eightBits(MatlabResize.apply(gt, 1.0 / scale)));
  }
}
