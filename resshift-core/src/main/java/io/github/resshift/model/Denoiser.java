package io.github.resshift.model;

import org.bytedeco.pytorch.Tensor;

/** The network f(x_t, lq, t) of the chain. */
@FunctionalInterface
public interface Denoiser {
  /**
   * One prediction.
   *
   * @param x the scaled x_t, [N, C, h, w]
   * @param steps original step number of each sample, counted from 0
   * @param lq low-quality picture in [-1, 1], [N, 3, H, W], or null for a network without condition
   * @param mask [N, 1, H, W], -1 known and +1 hole, or null for a network without mask
   * @return the prediction, [N, C', h, w]; its meaning is the model's predict type
   */
  Tensor predict(Tensor x, long[] steps, Tensor lq, Tensor mask);
}
