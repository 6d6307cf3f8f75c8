package io.github.resshift.model;

import org.bytedeco.pytorch.Tensor;

/**
 * What a denoiser is told of one tile beside x_t; the same in every step. It owns nothing.
 *
 * @param lq low-quality picture in [-1, 1], [N, 3, H, W], or null for a network without condition
 * @param mask [N, 1, H, W], -1 known and +1 hole, or null for a network without mask
 * @param features of a guide on the latent's grid, [N, C, h, w], or null without one
 * @param picture the chain's low-quality end that the guide has drawn, or the network itself when
 *     it prepared the condition, [N, 3, 4 H, 4 W] in [-1, 1] and a little beyond, or null without
 */
public record Condition(Tensor lq, Tensor mask, Tensor features, Tensor picture) {
  /** Nothing. */
  public static final Condition NONE = new Condition(null, null, null, null);

  /** The small picture and perhaps a mask. */
  public static Condition of(Tensor lq, Tensor mask) {
    return new Condition(lq, mask, null, null);
  }

  /**
   * The small picture and what a guide says of it; its picture as y, or null where it draws none.
   */
  public static Condition guided(Tensor lq, Tensor features, Tensor picture) {
    return new Condition(lq, null, features, picture);
  }

  /** What a network makes of its condition in its own form, once for all steps. */
  static Condition prepared(Tensor features, Tensor picture) {
    return new Condition(null, null, features, picture);
  }
}
