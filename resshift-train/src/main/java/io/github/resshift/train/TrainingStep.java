package io.github.resshift.train;

import io.github.resshift.ResShiftException;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.parallel.Buckets;
import io.github.resshift.train.parallel.Share;
import io.github.resshift.train.parallel.Team;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One iteration: gradients over the micro-batches of a batch, then clipping, AdamW and the moving
 * average. One thread at a time.
 */
public final class TrainingStep {
  private final DenoiserNetwork network;
  private final TrainingLoss loss;
  private final AdamW optimiser;
  private final Ema ema;
  private final Options options;
  private final Team team;

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

  /** A step on a network that was placed for training, in one process. */
  public TrainingStep(
      DenoiserNetwork network, TrainingLoss loss, AdamW optimiser, Ema ema, Options options) {
    this(network, loss, optimiser, ema, options, Team.alone());
  }

  /** A step of which each process of a team makes its share. */
  public TrainingStep(
      DenoiserNetwork network,
      TrainingLoss loss,
      AdamW optimiser,
      Ema ema,
      Options options,
      Team team) {
    this.network = network;
    this.loss = loss;
    this.optimiser = optimiser;
    this.ema = ema;
    this.options = options;
    this.team = team;
  }

  /**
   * Runs one iteration.
   *
   * @param batch this process's share of the batch
   * @param t index of each sample of the whole batch into the schedule
   * @param noise standard normal, [N, C, h, w] of the whole batch's latents
   * @param rate learning rate of this iteration
   * @return what the whole batch came to
   * @throws ResShiftException if a loss or the gradient is not finite; the weights are as before
   */
  public StepResult run(long iteration, Batch batch, long[] t, Tensor noise, double rate) {
    BatchTally tally = new BatchTally(iteration, t);
    Optional<Adversary> adversary = loss.adversary(iteration);
    adversary.ifPresent(Adversary::begin);
    network.train(true);
    Share share = team.share(t.length);
    for (int from = 0; from < share.count(); from += options.microbatch()) {
      int count = Math.min(options.microbatch(), share.count() - from);
      accumulate(iteration, batch, t, noise, share.from(), from, count, tally);
    }
    network.train(false);
    double norm;
    try {
      tally.gather(team);
      tally.requireFinite();
      Buckets.sumGradients(team, network.parameters().weights().values());
      norm = optimiser.clip(options.clipNorm());
      tally.requireFiniteGradient(norm);
    } catch (ResShiftException e) {
      optimiser.clear();
      adversary.ifPresent(Adversary::clear);
      throw e;
    }
    optimiser.step(rate);
    adversary.ifPresent(this::step);
    // Only the first process saves and validates.
    if (team.isFirst()) {
      ema.update();
    }
    return tally.result(norm);
  }

  private void step(Adversary adversary) {
    Buckets.sumGradients(team, adversary.weights().values());
    adversary.step();
  }

  /** Sample {@code from} of the share is sample {@code share + from} of the whole batch. */
  private void accumulate(
      long iteration,
      Batch batch,
      long[] t,
      Tensor noise,
      int share,
      int from,
      int count,
      BatchTally tally) {
    try (var scope = Scope.open()) {
      Batch part =
          new Batch(
              here(batch.gt(), from, count),
              here(batch.lq(), from, count),
              here(batch.features(), from, count),
              here(batch.guided(), from, count));
      DiffusionLoss.Latents latents = loss.diffusion().encode(part);
      long[] steps = Arrays.copyOfRange(t, share + from, share + from + count);
      TrainingLoss.Values values =
          autocast(
              () ->
                  loss.of(
                      iteration, network, latents, part, steps, here(noise, share + from, count)));
      backward(values.total(), t.length);
      tally.total(share + from, values.total());
      values.terms().forEach((name, term) -> tally.term(name, share + from, term));
      loss.adversary(iteration)
          .ifPresent(
              adversary -> {
                Tensor each =
                    autocast(
                        () ->
                            values
                                .late()
                                .each(
                                    (made, clean) -> adversary.discriminator(clean, made),
                                    values.picture(),
                                    part.gt()));
                if (values.late().none()) {
                  adversary.learnNothing();
                } else {
                  backward(each, t.length);
                }
                tally.term(TrainingLoss.DISCRIMINATOR, share + from, each);
              });
    }
  }

  /** Gradients of the mean over the whole batch. */
  private static void backward(Tensor perSample, int size) {
    perSample.sum().div(new Scalar((double) size)).backward();
  }

  private <T> T autocast(Supplier<T> forward) {
    return Autocast.run(options.bf16(), weight().is_cuda(), forward);
  }

  /** Samples {@code from} to {@code from + count} on the network's device; null for null. */
  private Tensor here(Tensor samples, int from, int count) {
    return samples == null
        ? null
        : samples.narrow(0, from, count).to(weight().device(), ScalarType.Float);
  }

  private Tensor weight() {
    return network.parameters().weights().values().iterator().next();
  }
}
