package io.github.resshift.degrade;

import org.bytedeco.pytorch.Tensor;

/**
 * Clean pictures and what a degradation made of them.
 *
 * @param gt float32 [N, 3, H, W] in [0, 1]
 * @param lq float32 [N, 3, H/scale, W/scale], multiples of 1/255 in [0, 1]; 0 in a hole
 * @param mask float32 [N, 1, H/scale, W/scale], 1 in a hole and 0 elsewhere; null without holes
 */
public record Pair(Tensor gt, Tensor lq, Tensor mask) {
  /** Pictures without holes. */
  public Pair(Tensor gt, Tensor lq) {
    this(gt, lq, null);
  }
}
