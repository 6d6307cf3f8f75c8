package io.github.resshift.train.optimiser;

import io.github.resshift.tensor.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The moving average of the weights that validation and users get (docs/method.md section 8):
 * {@code ema = rate * ema + (1 - rate) * weight}. Constants of the network need no average; a
 * checkpoint takes them from the network (section 9, item 15). One thread at a time.
 */
public final class Ema implements AutoCloseable {
  private final Map<String, Tensor> weights;
  private final Map<String, Tensor> averages = new LinkedHashMap<>();
  private final double rate;

  /** An average that starts at the weights; {@code rate} is in [0, 1). */
  public Ema(Map<String, Tensor> weights, double rate) {
    if (rate < 0 || rate >= 1) {
      throw new IllegalArgumentException("ema_rate must be in [0, 1), not " + rate);
    }
    this.weights = weights;
    this.rate = rate;
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      weights.forEach((name, weight) -> averages.put(name, Scope.own(weight.detach().clone())));
    }
  }

  /** Takes the weights of one more iteration into the average. */
  public void update() {
    try (var scope = Scope.open();
        var guard = new NoGradGuard()) {
      averages.forEach(
          (name, average) -> average.mul_(new Scalar(rate)).add_(weights.get(name), add()));
    }
  }

  /** The averages by name of the weight. */
  public Map<String, Tensor> averages() {
    return averages;
  }

  private Scalar add() {
    return new Scalar(1 - rate);
  }

  @Override
  public void close() {
    averages.values().forEach(Scope::free);
  }
}
