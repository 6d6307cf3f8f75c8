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
    BatchTally tally = new BatchTally(iteration, t.length, sample -> "t = " + t[sample]);
    Optional<Adversary> adversary = loss.adversary(iteration);
    adversary.ifPresent(Adversary::begin);
    network.train(true);
    Share share = team.share(t.length);
    for (int from = 0; from < share.count(); from += gradients.microbatch()) {
      int count = Math.min(gradients.microbatch(), share.count() - from);
      accumulate(iteration, batch, t, noise, share.from(), from, count, tally);
    }
    network.train(false);
    double norm = gradients.end(tally, rate, adversary);
    return tally.result(
        norm, new ChainLosses(loss.diffusion().chain().schedule().size(), t, tally.total()));
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
              here(batch.mask(), from, count),
              here(batch.features(), from, count),
              here(batch.guided(), from, count));
      DiffusionLoss.Latents latents = loss.diffusion().encode(part);
      long[] steps = Arrays.copyOfRange(t, share + from, share + from + count);
      TrainingLoss.Values values =
          gradients.forward(
              () ->
                  loss.of(
                      iteration, network, latents, part, steps, here(noise, share + from, count)));
      gradients.backward(values.total(), t.length, from + count == batch.gt().size(0));
      tally.total(share + from, values.total());
      values.terms().forEach((name, term) -> tally.term(name, share + from, term));
      loss.adversary(iteration)
          .ifPresent(
              adversary -> {
                Tensor each =
                    gradients.forward(
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
                  GradientStep.backwardBeside(each, t.length);
                }
                tally.term(TrainingLoss.DISCRIMINATOR, share + from, each);
              });
    }
  }

  /** Samples {@code from} to {@code from + count} on the network's device; null for null. */
  private Tensor here(Tensor samples, int from, int count) {
    return samples == null
        ? null
        : samples.narrow(0, from, count).to(gradients.device().device(), ScalarType.Float);
  }
}
