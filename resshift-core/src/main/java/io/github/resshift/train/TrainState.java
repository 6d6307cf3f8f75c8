package io.github.resshift.train;

import io.github.resshift.model.SwinUNet;
import io.github.resshift.train.loss.Adversary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What changes while training: the weights, their moving average, the moments of the optimiser and
 * the number of iterations done. Owned by one thread; closing it frees the optimiser's and the
 * average's memory, the network stays the caller's.
 */
public final class TrainState implements Resumable, AutoCloseable {
  private static final String ITERATION = "iteration";
  private static final String STEPS = "optimiser_steps";
  private static final String ADVERSARY_STEPS = "discriminator_steps";

  private final SwinUNet network;
  private final AdamW optimiser;
  private final Ema ema;
  private final Optional<Adversary> adversary;
  private long iteration;

  /** The state at the start of training on a network's present weights. */
  public TrainState(SwinUNet network, double weightDecay, double emaRate) {
    this(network, weightDecay, emaRate, Optional.empty());
  }

  /** The same with a discriminator that is trained along, which this state then owns. */
  public TrainState(
      SwinUNet network, double weightDecay, double emaRate, Optional<Adversary> adversary) {
    this.network = network;
    Map<String, Tensor> weights = network.parameters().weights();
    this.optimiser = new AdamW(weights, weightDecay);
    this.ema = new Ema(weights, emaRate);
    this.adversary = adversary;
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

  /** The discriminator that is trained along, if there is one. */
  public Optional<Adversary> adversary() {
    return adversary;
  }

  @Override
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

  @Override
  public Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put(ITERATION, iteration);
    counters.put(STEPS, optimiser.steps());
    adversary.ifPresent(a -> counters.put(ADVERSARY_STEPS, a.steps()));
    return counters;
  }

  @Override
  public void resumeAt(Map<String, Long> counters) {
    iteration = counters.get(ITERATION);
    optimiser.resumeAt(counters.get(STEPS));
    adversary.ifPresent(a -> a.resumeAt(counters.get(ADVERSARY_STEPS)));
  }

  /** Goes on after so many iterations with optimisers at their start. */
  void startAt(long iterationsDone) {
    iteration = iterationsDone;
  }

  @Override
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    network.parameters().state().forEach((name, t) -> all.put("model." + name, t));
    ema.averages().forEach((name, t) -> all.put("ema." + name, t));
    optimiser.firstMoments().forEach((name, t) -> all.put("adam.first." + name, t));
    optimiser.secondMoments().forEach((name, t) -> all.put("adam.second." + name, t));
    adversary.ifPresent(a -> all.putAll(a.tensors()));
    return all;
  }

  @Override
  public void close() {
    optimiser.close();
    ema.close();
    adversary.ifPresent(Adversary::close);
  }
}
