package io.github.resshift.train.denoiser;

import io.github.resshift.ResShiftException;
import io.github.resshift.model.DenoiserNetwork;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.BatchTally;
import io.github.resshift.train.GradientStep;
import io.github.resshift.train.StepResult;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.parallel.Share;
import io.github.resshift.train.parallel.Team;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One iteration: gradients over the micro-batches of a batch, then clipping, AdamW and the moving
 * average. One thread at a time.
 */
public final class TrainingStep {
  private final DenoiserNetwork network;
  private final TrainingLoss loss;
  private final GradientStep gradients;
  private final Team team;

  /** A step on a network that was placed for training, of which each process makes its share. */
  public TrainingStep(
      TrainState state, TrainingLoss loss, GradientStep.Options options, Team team) {
    this.network = state.network();
    this.loss = loss;
    this.gradients = new GradientStep(state, options, team);
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
    return run(
        iteration,
        batch,
        t,
        rate,
        (latents, part, from) -> {
          int count = (int) part.gt().size(0);
          long[] steps = Arrays.copyOfRange(t, from, from + count);
          return loss.of(iteration, network, latents, part, steps, here(noise, from, count));
        });
  }

  /** What some samples are to come to. */
  @FunctionalInterface
  interface Objective {
    /**
     * The loss of samples.
     *
     * @param from place of the first one in the whole batch
     */
    TrainingLoss.Values of(DiffusionLoss.Latents latents, Batch part, int from);
  }

  /**
   * Runs one iteration for an objective.
   *
   * @param t what the samples are told apart by: steps of the chain
   */
  StepResult run(long iteration, Batch batch, long[] t, double rate, Objective objective) {
    BatchTally tally = new BatchTally(iteration, t.length, sample -> "t = " + t[sample]);
    Optional<Adversary> adversary = loss.adversary(iteration);
    adversary.ifPresent(Adversary::begin);
    network.train(true);
    parts(
        batch,
        t.length,
        (latents, part, from, last) ->
            accumulate(iteration, objective, latents, part, from, t.length, last, tally));
    network.train(false);
    double norm = gradients.end(tally, rate, adversary);
    return tally.result(norm, new ChainLosses(loss.diffusion().chain().size(), t, tally.total()));
  }

  /** Some samples. */
  @FunctionalInterface
  interface PartWork {
    /**
     * Does the work.
     *
     * @param from place of the first one in the whole batch
     * @param last whether these are the last samples of this process
     */
    void accept(DiffusionLoss.Latents latents, Batch part, int from, boolean last);
  }

  /**
   * Goes through this process's share of a batch, as many samples at a time as memory is to hold.
   *
   * @param size samples of the whole batch
   */
  void parts(Batch batch, int size, PartWork work) {
    Share share = team.share(size);
    for (int from = 0; from < share.count(); from += gradients.microbatch()) {
      int count = Math.min(gradients.microbatch(), share.count() - from);
      try (var scope = Scope.open()) {
        Batch part =
            new Batch(
                here(batch.gt(), from, count),
                here(batch.lq(), from, count),
                here(batch.mask(), from, count),
                here(batch.features(), from, count),
                here(batch.guided(), from, count));
        boolean last = from + count == share.count();
        work.accept(loss.diffusion().encode(part), part, share.from() + from, last);
      }
    }
  }

  private void accumulate(
      long iteration,
      Objective objective,
      DiffusionLoss.Latents latents,
      Batch part,
      int from,
      int size,
      boolean last,
      BatchTally tally) {
    TrainingLoss.Values values = gradients.forward(() -> objective.of(latents, part, from));
    gradients.backward(values.total(), size, last);
    tally.total(from, values.total());
    values.terms().forEach((name, term) -> tally.term(name, from, term));
    // Null where an objective compares with no clean picture.
    if (values.judged() == null) {
      return;
    }
    loss.adversary(iteration)
        .ifPresent(
            adversary -> {
              Tensor each =
                  gradients.forward(
                      () ->
                          values
                              .judged()
                              .each((made, real) -> adversary.discriminator(real, made)));
              if (values.judged().which().none()) {
                adversary.learnNothing();
              } else {
                GradientStep.backwardBeside(each, size);
              }
              tally.term(TrainingLoss.DISCRIMINATOR, from, each);
            });
  }

  /** Runs a part of the forward pass in the precision of the options. */
  <T> T forward(Supplier<T> part) {
    return gradients.forward(part);
  }

  /** The processes that make the batch together. */
  Team team() {
    return team;
  }

  /** Samples {@code from} to {@code from + count} on the network's device; null for null. */
  Tensor here(Tensor samples, int from, int count) {
    return samples == null
        ? null
        : samples.narrow(0, from, count).to(gradients.device().device(), ScalarType.Float);
  }
}
