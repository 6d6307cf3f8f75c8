package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.optimiser.AdamW;
import io.github.resshift.train.optimiser.Ema;
import io.github.resshift.weights.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What changes while weights are trained: the weights, their moving average, the moments of the
 * optimiser, a discriminator that is trained along, and the number of iterations done. Owned by one
 * thread; closing it frees all but the weights.
 */
@Internal
public abstract class WeightState implements Resumable, AutoCloseable {
  private static final String ITERATION = "iteration";
  private static final String STEPS = "optimiser_steps";
  private static final String ADVERSARY_STEPS = "discriminator_steps";

  private final Parameters parameters;
  private final AdamW optimiser;
  private final Ema ema;
  private final Optional<Adversary> adversary;
  private long iteration;

  /**
   * The state at the start of training on present weights.
   *
   * @param parameters the network's; stay its own
   * @param adversary owned by this from now on
   */
  protected WeightState(
      Parameters parameters, double weightDecay, double emaRate, Optional<Adversary> adversary) {
    this.parameters = parameters;
    this.optimiser = new AdamW(parameters.weights(), weightDecay);
    this.ema = new Ema(parameters.weights(), emaRate);
    this.adversary = adversary;
  }

  /** What is trained, by name. */
  public final Map<String, Tensor> weights() {
    return parameters.weights();
  }

  /** Number of values that are trained. */
  public final long size() {
    return parameters.count();
  }

  /** The optimiser. */
  public final AdamW optimiser() {
    return optimiser;
  }

  /** The moving average. */
  public final Ema ema() {
    return ema;
  }

  /** The discriminator that is trained along, if there is one. */
  public final Optional<Adversary> adversary() {
    return adversary;
  }

  @Override
  public final long iteration() {
    return iteration;
  }

  /** Tells that an iteration is done. */
  public final void finished(long iterationDone) {
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

  @Override
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    parameters.state().forEach((name, t) -> all.put("model." + name, t));
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
