package io.github.resshift.train.parallel;

import org.bytedeco.pytorch.Tensor;

/**
 * Makes the gradients of some weights those of all processes of a team. Every process must make the
 * last backward pass of an iteration; how many went before it may differ. One thread.
 */
@FunctionalInterface
public interface GradientExchange {
  /**
   * Runs a backward pass, which adds to the gradients.
   *
   * @param loss a single value
   * @param last whether no other one follows in this iteration: then, on return, the gradients are
   *     the sums over all passes of all processes; a weight that had none anywhere has none
   * @throws io.github.resshift.ResShiftException when another process is gone
   */
  void backward(Tensor loss, boolean last);
}
