package io.github.resshift.train.loss;

import io.github.resshift.tensor.Scope;
import io.github.resshift.train.optimiser.AdamW;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The adversarial loss with hinges (Lim and Ye 2017): a discriminator learns to give clean pictures
 * more than 1 and restored ones less than -1, and the network learns to raise what its pictures
 * get. One thread at a time; closing it frees the discriminator.
 */
public final class Adversary implements AutoCloseable {
  /** Its weights must not be those of the network by accident. */
  private static final long SEED_OFFSET = 0x5DEECE66DL;

  private final AdversarialConfig config;
  private final PatchDiscriminator discriminator;
  private final AdamW optimiser;

  /** A fresh one; equal seeds make equal ones. */
  public Adversary(AdversarialConfig config, long seed, String device) {
    this.config = config;
    this.discriminator =
        new PatchDiscriminator(config.channels(), config.levels(), seed + SEED_OFFSET, device);
    this.optimiser = new AdamW(discriminator.weights(), config.weightDecay());
  }

  /** The weight of {@link #generator} in the loss. */
  public double weight() {
    return config.weight();
  }

  /** Whether it learns in an iteration, counted from 1. */
  public boolean active(long iteration) {
    return iteration > config.start();
  }

  /** Whether its verdict counts in the loss of an iteration, counted from 1. */
  public boolean counts(long iteration) {
    return iteration > config.start() + config.headStart();
  }

  /** To be called once before each iteration in which it is active. */
  public void begin() {
    discriminator.follow();
  }

  /** The network's part, {@code -D(picture)}: float32 [N], with gradients into the picture only. */
  public Tensor generator(Tensor picture) {
    return Scope.keep(() -> each(discriminator.forward(picture, false)).neg());
  }

  /**
   * The discriminator's loss, {@code max(0, 1 - D(real)) + max(0, 1 + D(fake))}: float32 [N], with
   * gradients into the discriminator only.
   */
  public Tensor discriminator(Tensor real, Tensor fake) {
    return Scope.keep(
        () -> {
          Tensor clean = decided(real.detach()).neg().add(new Scalar(1));
          Tensor restored = decided(fake.detach()).add(new Scalar(1));
          return each(torch.relu(clean)).add(each(torch.relu(restored)));
        });
  }

  /**
   * Adds gradients of 0: what a part of a batch teaches that has no picture to judge. Processes of
   * a team must all have gradients to sum.
   */
  public void learnNothing() {
    for (Tensor weight : discriminator.weights().values()) {
      try (var scope = Scope.open()) {
        if (!weight.grad().defined()) {
          weight.mutable_grad().put(torch.zeros_like(weight));
        }
      }
    }
  }

  /** Applies the discriminator's gradients and clears them. */
  public void step() {
    optimiser.step(config.rate());
  }

  /** Clears the discriminator's gradients without a step. */
  public void clear() {
    optimiser.clear();
  }

  /** The discriminator's weights, whose gradients {@link #step} applies. */
  public Map<String, Tensor> weights() {
    return discriminator.weights();
  }

  /** Steps of its optimiser so far. */
  public long steps() {
    return optimiser.steps();
  }

  /** Goes on from a checkpoint whose tensors were copied into {@link #tensors}. */
  public void resumeAt(long stepsDone) {
    optimiser.resumeAt(stepsDone);
  }

  /** All that the next iteration depends on, by the name in a checkpoint. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    discriminator.state().forEach((name, t) -> all.put("discriminator.model." + name, t));
    optimiser.firstMoments().forEach((name, t) -> all.put("discriminator.adam.first." + name, t));
    optimiser.secondMoments().forEach((name, t) -> all.put("discriminator.adam.second." + name, t));
    return all;
  }

  private Tensor decided(Tensor picture) {
    return discriminator.forward(picture, true).to(ScalarType.Float);
  }

  private static Tensor each(Tensor patches) {
    return PixelLosses.mean(patches.to(ScalarType.Float));
  }

  @Override
  public void close() {
    optimiser.close();
    discriminator.close();
  }
}
