package io.github.resshift.train.denoiser;

import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.train.optimiser.AdamW;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The network that learns the method's task on a student's pictures, with its optimiser. One thread
 * at a time; closing frees both.
 */
final class FakeShift implements AutoCloseable {
  private final DenoiserNetwork network;
  private final AdamW optimiser;

  /** Begins at the network's present weights; owns it from now on. */
  FakeShift(DenoiserNetwork network) {
    this.network = network;
    this.optimiser = new AdamW(network.parameters().weights(), 0);
  }

  DenoiserNetwork network() {
    return network;
  }

  AdamW optimiser() {
    return optimiser;
  }

  /** Whether gradients are made for its weights; through it to its input they go in any case. */
  void learning(boolean on) {
    for (Tensor weight : network.parameters().weights().values()) {
      weight.requires_grad_(on);
    }
  }

  /** All that the next iteration depends on, by the name in a checkpoint. */
  Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    network.parameters().state().forEach((name, t) -> all.put("fake.model." + name, t));
    optimiser.firstMoments().forEach((name, t) -> all.put("fake.adam.first." + name, t));
    optimiser.secondMoments().forEach((name, t) -> all.put("fake.adam.second." + name, t));
    return all;
  }

  @Override
  public void close() {
    optimiser.close();
    network.close();
  }
}
