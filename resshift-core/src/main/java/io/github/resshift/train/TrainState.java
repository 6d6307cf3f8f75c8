package io.github.resshift.train;

import io.github.resshift.model.SwinUNet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What changes while training: the weights, their moving average, the moments of the optimiser and
 * the number of iterations done. Owned by one thread; closing it frees the optimiser's and the
 * average's memory, the network stays the caller's.
 */
public final class TrainState implements AutoCloseable {
  private final SwinUNet network;
  private final AdamW optimiser;
  private final Ema ema;
  private long iteration;

  /** The state at the start of training on a network's present weights. */
  public TrainState(SwinUNet network, double weightDecay, double emaRate) {
    this.network = network;
    Map<String, Tensor> weights = network.parameters().weights();
    this.optimiser = new AdamW(weights, weightDecay);
    this.ema = new Ema(weights, emaRate);
  }

  /** The network that is trained. */
  public SwinUNet network() {
    return network;
  }

  /** The optimiser. */
  public AdamW optimiser() {
    return optimiser;
  }

  /** The moving average. */
  public Ema ema() {
    return ema;
  }

  /** Iterations done. */
  public long iteration() {
    return iteration;
  }

  /** The averaged weights with the network's constants, as a published file has them. */
  public Map<String, Tensor> averagedState() {
    Map<String, Tensor> state = new LinkedHashMap<>(ema.averages());
    state.putAll(network.parameters().buffers());
    return state;
  }

  void finished(long iterationDone) {
    iteration = iterationDone;
  }

  void resumeAt(long iterationDone, long optimiserSteps) {
    iteration = iterationDone;
    optimiser.resumeAt(optimiserSteps);
  }

  /** Every tensor of the state under the name that it has in a checkpoint. */
  Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    network.parameters().state().forEach((name, t) -> all.put("model." + name, t));
    ema.averages().forEach((name, t) -> all.put("ema." + name, t));
    optimiser.firstMoments().forEach((name, t) -> all.put("adam.first." + name, t));
    optimiser.secondMoments().forEach((name, t) -> all.put("adam.second." + name, t));
    return all;
  }

  @Override
  public void close() {
    optimiser.close();
    ema.close();
  }
}
