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
   * @param condition what {@link #prepare} made
   * @return the prediction, [N, C', h, w]; its meaning is the model's predict type
   */
  Tensor predict(Tensor x, long[] steps, Condition condition);

  /**
   * The part of the work that is the same in every step, to be done once for a tile. The result
   * joins the open scope.
   */
  default Condition prepare(Condition condition) {
    return condition;
  }

  /**
   * The network for results of a realism, with the same weights: what a sample holds may depend on
   * how much of it is wanted.
   *
   * @param realism 0, the first prediction alone, to 1, the sample
   */
  default Denoiser at(double realism) {
    return this;
  }
}
