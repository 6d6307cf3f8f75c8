package io.github.resshift.train.denoiser;

import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.train.WeightState;
import io.github.resshift.train.loss.Adversary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** What changes while a denoiser is trained. The network stays the caller's. */
public final class TrainState extends WeightState {
  private final DenoiserNetwork network;

  /** The state at the start of training on a network's present weights. */
  public TrainState(DenoiserNetwork network, double weightDecay, double emaRate) {
    this(network, weightDecay, emaRate, Optional.empty());
  }

  /** The same with a discriminator that is trained along, which this state then owns. */
  public TrainState(
      DenoiserNetwork network, double weightDecay, double emaRate, Optional<Adversary> adversary) {
    super(network.parameters(), weightDecay, emaRate, adversary);
    this.network = network;
  }

  /** The network that is trained. */
  public DenoiserNetwork network() {
    return network;
  }

  /** The averaged weights with the network's constants, as a published file has them. */
  public Map<String, Tensor> averagedState() {
    Map<String, Tensor> state = new LinkedHashMap<>(ema().averages());
    state.putAll(network.parameters().buffers());
    return state;
  }
}
