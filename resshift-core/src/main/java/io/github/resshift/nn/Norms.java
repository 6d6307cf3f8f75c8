package io.github.resshift.nn;

import org.bytedeco.pytorch.Tensor;

/** Where the group normalisations of a network take their statistics from. */
@FunctionalInterface
public interface Norms {
  /** From what each is given: the definition (docs/method.md section 5). */
  Norms OWN = GroupNorm::forward;

  /**
   * Normalises and applies the affine map.
   *
   * @param x [N, C, H, W]
   * @return the same shape
   */
  Tensor apply(GroupNorm norm, Tensor x);
}
