package io.github.resshift.train.optimiser;

import io.github.resshift.tensor.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * AdamW (Loshchilov and Hutter 2019) over named leaves, with its moments as plain tensors, so that
 * a checkpoint holds them by name. One thread at a time.
 */
public final class AdamW implements AutoCloseable {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Map<String, Tensor> weights;
  private final double weightDecay;
  private final Map<String, Tensor> first = new LinkedHashMap<>();
  private final Map<String, Tensor> second = new LinkedHashMap<>();
  private long steps;

  /** An optimiser at its start; the weights stay the caller's. */
  public AdamW(Map<String, Tensor> weights, double weightDecay) {
    this.weights = weights;
    this.weightDecay = weightDecay;
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      weights.forEach(
          (name, weight) -> {
            first.put(name, Scope.own(torch.zeros_like(weight)));
            second.put(name, Scope.own(torch.zeros_like(weight)));
          });
    }
  }

  /** Applies the gradients of the weights and clears them; weights without one stay. */
  public void step(double rate) {
    steps++;
    double correction1 = 1 - Math.pow(BETA_1, steps);
    double correction2 = Math.sqrt(1 - Math.pow(BETA_2, steps));
    try (var guard = new NoGradGuard()) {
      for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
        Tensor weight = entry.getValue();
        try (var scope = Scope.open()) {
          Tensor gradient = weight.grad();
          if (!gradient.defined()) {
            continue;
          }
          Tensor m = first.get(entry.getKey());
          Tensor v = second.get(entry.getKey());
          if (weightDecay != 0) {
            weight.mul_(new Scalar(1 - rate * weightDecay));
          }
          m.lerp_(gradient, new Scalar(1 - BETA_1));
          v.mul_(new Scalar(BETA_2)).addcmul_(gradient, gradient, new Scalar(1 - BETA_2));
          Tensor denominator = v.sqrt().div_(new Scalar(correction2)).add_(new Scalar(EPSILON));
          weight.addcdiv_(m, denominator, new Scalar(-rate / correction1));
          weight.mutable_grad().put(new Tensor());
        }
      }
    }
  }

  /**
   * Scales all gradients down so that their norm together is at most {@code largest}.
   *
   * @return the norm before
   */
  public double clip(double largest) {
    try (var scope = Scope.open()) {
      Tensor[] all = weights.values().toArray(new Tensor[0]);
      return torch.clip_grad_norm_(new TensorVector(all), largest);
    }
  }

  /** Clears the gradients without a step. */
  public void clear() {
    for (Tensor weight : weights.values()) {
      try (var scope = Scope.open()) {
        weight.mutable_grad().put(new Tensor());
      }
    }
  }

  /** Number of steps so far. */
  public long steps() {
    return steps;
  }

  /** First moments by name of the weight. */
  public Map<String, Tensor> firstMoments() {
    return first;
  }

  /** Second moments by name of the weight. */
  public Map<String, Tensor> secondMoments() {
    return second;
  }

  /** Goes on from a checkpoint whose moments were copied into this optimiser's tensors. */
  public void resumeAt(long stepsDone) {
    steps = stepsDone;
  }

  @Override
  public void close() {
    first.values().forEach(Scope::free);
    second.values().forEach(Scope::free);
  }
}
