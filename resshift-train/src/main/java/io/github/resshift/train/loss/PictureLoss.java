package io.github.resshift.train.loss;

import org.bytedeco.pytorch.Tensor;

/** A differentiable distance between pictures. */
@FunctionalInterface
public interface PictureLoss {
  /**
   * The distance of each sample.
   *
   * @param prediction [N, 3, H, W] around [-1, 1], float32; the gradient flows into it
   * @param truth clean pictures of the same shape
   * @return float32 [N]
   */
  Tensor perSample(Tensor prediction, Tensor truth);
}
