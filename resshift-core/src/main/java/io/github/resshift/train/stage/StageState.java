package io.github.resshift.train.stage;

import io.github.resshift.model.Autoencoder;
import io.github.resshift.train.AdamW;
import io.github.resshift.train.Ema;
import io.github.resshift.train.Resumable;
import io.github.resshift.train.loss.Adversary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** What changes while an autoencoder is trained. Owned by one thread; it owns everything in it. */
final class StageState implements Resumable, AutoCloseable {
  private static final String ITERATION = "iteration";
  private static final String STEPS = "optimiser_steps";
  private static final String ADVERSARY_STEPS = "discriminator_steps";

  private final Autoencoder autoencoder;
  private final AdamW optimiser;
  private final Ema ema;
  private final Bottleneck bottleneck;
  private final Optional<Adversary> adversary;
  private long iteration;

  /** The state at the start of training on an autoencoder's present weights. */
  StageState(
      Autoencoder autoencoder,
      Bottleneck bottleneck,
      double weightDecay,
      double emaRate,
      Optional<Adversary> adversary) {
    this.autoencoder = autoencoder;
    Map<String, Tensor> weights = autoencoder.parameters().weights();
    this.optimiser = new AdamW(weights, weightDecay);
    this.ema = new Ema(weights, emaRate);
    this.bottleneck = bottleneck;
    this.adversary = adversary;
  }

  Autoencoder autoencoder() {
    return autoencoder;
  }

  AdamW optimiser() {
    return optimiser;
  }

  Ema ema() {
    return ema;
  }

  Bottleneck bottleneck() {
    return bottleneck;
  }

  Optional<Adversary> adversary() {
    return adversary;
  }

  void finished(long iterationDone) {
    iteration = iterationDone;
  }

  @Override
  public long iteration() {
    return iteration;
  }

  @Override
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    autoencoder.parameters().state().forEach((name, t) -> all.put("model." + name, t));
    ema.averages().forEach((name, t) -> all.put("ema." + name, t));
    optimiser.firstMoments().forEach((name, t) -> all.put("adam.first." + name, t));
    optimiser.secondMoments().forEach((name, t) -> all.put("adam.second." + name, t));
    all.putAll(bottleneck.tensors());
    adversary.ifPresent(a -> all.putAll(a.tensors()));
    return all;
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
  public void close() {
    optimiser.close();
    ema.close();
    bottleneck.close();
    adversary.ifPresent(Adversary::close);
    autoencoder.close();
  }
}
