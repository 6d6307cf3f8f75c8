package io.github.resshift.train.denoiser;

import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.train.WeightState;
import io.github.resshift.train.loss.Adversary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What changes while a denoiser is trained, with the fake of a distillation that has one. The
 * network stays the caller's.
 */
public final class TrainState extends WeightState {
  private static final String FAKE_STEPS = "fake_steps";

  private final DenoiserNetwork network;
  private final Optional<FakeShift> fake;

  /** The state at the start of training on a network's present weights. */
  public TrainState(DenoiserNetwork network, double weightDecay, double emaRate) {
    this(network, weightDecay, emaRate, Optional.empty());
  }

  /** The same with a discriminator that is trained along, which this state then owns. */
  public TrainState(
      DenoiserNetwork network, double weightDecay, double emaRate, Optional<Adversary> adversary) {
    this(network, weightDecay, emaRate, adversary, Optional.empty());
  }

  /**
   * The same with the fake of a distillation.
   *
   * @param fake owned by this from now on
   */
  TrainState(
      DenoiserNetwork network,
      double weightDecay,
      double emaRate,
      Optional<Adversary> adversary,
      Optional<FakeShift> fake) {
    super(network.parameters(), weightDecay, emaRate, adversary);
    this.network = network;
    this.fake = fake;
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

  /** The fake, if there is one. */
  Optional<FakeShift> fake() {
    return fake;
  }

  @Override
  public Map<String, Long> counters() {
    Map<String, Long> counters = super.counters();
    fake.ifPresent(f -> counters.put(FAKE_STEPS, f.optimiser().steps()));
    return counters;
  }

  @Override
  public void resumeAt(Map<String, Long> counters) {
    super.resumeAt(counters);
    fake.ifPresent(f -> f.optimiser().resumeAt(counters.get(FAKE_STEPS)));
  }

  @Override
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> all = super.tensors();
    fake.ifPresent(f -> all.putAll(f.tensors()));
    return all;
  }

  @Override
  public void close() {
    super.close();
    fake.ifPresent(FakeShift::close);
  }
}
