package io.github.resshift.model;

import org.bytedeco.pytorch.Tensor;

/**
 * What a denoiser is told of one tile beside x_t; the same in every step. It owns nothing.
 *
 * @param lq low-quality picture in [-1, 1], [N, 3, H, W], or null for a network without condition
 * @param mask [N, 1, H, W], -1 known and +1 hole, or null for a network without mask
 * @param features of a guide on the latent's grid, [N, C, h, w], or null without one
 */
public record Condition(Tensor lq, Tensor mask, Tensor features) {
  /** Nothing. */
  public static final Condition NONE = new Condition(null, null, null);

  /** The small picture and perhaps a mask. */
  public static Condition of(Tensor lq, Tensor mask) {
    return new Condition(lq, mask, null);
  }
}
