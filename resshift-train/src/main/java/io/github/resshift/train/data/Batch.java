package io.github.resshift.train.data;

import org.bytedeco.pytorch.Tensor;

/**
 * Training pairs, and what a guide says of them.
 *
 * @param gt high-resolution pictures in [-1, 1], [N, 3, H, W]
 * @param lq low-quality pictures in [-1, 1], [N, 3, H / sf, W / sf]
 * @param mask -1 known and +1 hole, [N, 1, H / sf, W / sf], or null without holes
 * @param features of the guide, [N, C, H / sf, W / sf], or null without one
 * @param guided the guide's pictures in [-1, 1], [N, 3, H, W], or null where they are not needed
 */
public record Batch(Tensor gt, Tensor lq, Tensor mask, Tensor features, Tensor guided) {
  /** Pairs without a guide. */
  public Batch(Tensor gt, Tensor lq, Tensor mask) {
    this(gt, lq, mask, null, null);
  }

  /** Pairs without holes and guide. */
  public Batch(Tensor gt, Tensor lq) {
    this(gt, lq, null);
  }
}
