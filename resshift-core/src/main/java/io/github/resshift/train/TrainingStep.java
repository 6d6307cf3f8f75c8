package io.github.resshift.train;

import io.github.resshift.ResShiftException;
import io.github.resshift.model.SwinUNet;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.loss.Adversary;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One iteration: gradients over the micro-batches of a batch, then clipping, AdamW and the moving
 * average. One thread at a time.
 */
public final class TrainingStep {
  private final SwinUNet network;
  private final TrainingLoss loss;
  private final AdamW optimiser;
  private final Ema ema;
  private final Options options;

  /**
   * How an iteration runs.
   *
   * @param microbatch samples whose activations are held at once, at least 1
   * @param bf16 whether the network runs under bfloat16 autocast
   * @param clipNorm largest norm of all gradients together, or infinity
   */
  public record Options(int microbatch, boolean bf16, double clipNorm) {
    /** Checks ranges. */
    public Options {
      if (microbatch < 1) {
        throw new IllegalArgumentException("microbatch must be at least 1, not " + microbatch);
      }
      if (!(clipNorm > 0)) {
        throw new IllegalArgumentException("clip_norm must be positive, not " + clipNorm);
      }
    }
  }

  /** A step on a network that was placed for training. */
  public TrainingStep(
      SwinUNet network, TrainingLoss loss, AdamW optimiser, Ema ema, Options options) {
    this.network = network;
    this.loss = loss;
    this.optimiser = optimiser;
    this.ema = ema;
    this.options = options;
  }

  /**
   * Runs one iteration.
   *
   * @param t index of each sample into the schedule
   * @param noise standard normal, [N, C, h, w] of the latents
   * @param rate learning rate of this iteration
   * @return what it came to
   * @throws ResShiftException if a loss or the gradient is not finite; the weights are as before
   */
  public StepResult run(long iteration, Batch batch, long[] t, Tensor noise, double rate) {
    BatchTally tally = new BatchTally(iteration, t);
    Optional<Adversary> adversary = loss.adversary(iteration);
    adversary.ifPresent(Adversary::begin);
    network.train(true);
    for (int from = 0; from < t.length; from += options.microbatch()) {
      int count = Math.min(options.microbatch(), t.length - from);
      accumulate(iteration, batch, t, noise, from, count, tally);
    }
    network.train(false);
    double norm;
    try {
      tally.requireFinite();
      norm = clip(network.parameters().weights());
      tally.requireFiniteGradient(norm);
    } catch (ResShiftException e) {
      optimiser.clear();
      adversary.ifPresent(Adversary::clear);
      throw e;
    }
    optimiser.step(rate);
    adversary.ifPresent(Adversary::step);
    ema.update();
    return tally.result(norm);
  }

  private void accumulate(
      long iteration, Batch batch, long[] t, Tensor noise, int from, int count, BatchTally tally) {
    try (var scope = Scope.open()) {
      Batch part = new Batch(here(batch.gt(), from, count), here(batch.lq(), from, count));
      DiffusionLoss.Latents latents = loss.diffusion().encode(part);
      long[] steps = Arrays.copyOfRange(t, from, from + count);
      TrainingLoss.Values values =
          autocast(
              () -> loss.of(iteration, network, latents, part, steps, here(noise, from, count)));
      backward(values.total(), t.length);
      tally.total(from, values.total());
      values.terms().forEach((name, term) -> tally.term(name, from, term));
      loss.adversary(iteration)
          .ifPresent(
              adversary -> {
                Tensor each = autocast(() -> adversary.discriminator(part.gt(), values.picture()));
                backward(each, t.length);
                tally.term(TrainingLoss.DISCRIMINATOR, from, each);
              });
    }
  }

  /** Gradients of the mean over the whole batch. */
  private static void backward(Tensor perSample, int size) {
    perSample.sum().div(new Scalar((double) size)).backward();
  }

  private <T> T autocast(Supplier<T> forward) {
    if (!options.bf16()) {
      return forward.get();
    }
    DeviceType type = weight().is_cuda() ? DeviceType.CUDA : DeviceType.CPU;
    torch.set_autocast_dtype(type, ScalarType.BFloat16);
    torch.set_autocast_enabled(type, true);
    try {
      return forward.get();
    } finally {
      torch.set_autocast_enabled(type, false);
      // Else the bfloat16 copies of the weights outlive the step and training stands still.
      torch.clear_cache();
    }
  }

  /** Samples {@code from} to {@code from + count} on the network's device. */
  private Tensor here(Tensor samples, int from, int count) {
    return samples.narrow(0, from, count).to(weight().device(), ScalarType.Float);
  }

  private Tensor weight() {
    return network.parameters().weights().values().iterator().next();
  }

  /** Scales the gradients down to the largest norm that is allowed; gives the norm before. */
  private double clip(Map<String, Tensor> weights) {
    try (var scope = Scope.open()) {
      Tensor[] all = weights.values().toArray(new Tensor[0]);
      return torch.clip_grad_norm_(new TensorVector(all), options.clipNorm());
    }
  }
}
