package io.github.resshift.train.stage;

import io.github.resshift.ResShiftException;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.BatchTally;
import io.github.resshift.train.GradientStep;
import io.github.resshift.train.StepResult;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.loss.LossConfig;
import io.github.resshift.train.parallel.Share;
import io.github.resshift.train.parallel.Team;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One iteration of an autoencoder: the picture through encoder, {@link Bottleneck} and decoder, and
 * the losses between it and what comes out. One thread at a time.
 */
final class StageStep {
  private static final String MSE = "mse";
  private static final String ADVERSARIAL = "adversarial";
  private static final String DISCRIMINATOR = "discriminator";

  private final StageState state;
  private final double squares;
  private final List<LossConfig.Term> pictureTerms;
  private final GradientStep gradients;
  private final Team team;

  StageStep(
      StageState state,
      double squares,
      List<LossConfig.Term> pictureTerms,
      GradientStep.Options options,
      Team team) {
    this.state = state;
    this.squares = squares;
    this.pictureTerms = pictureTerms;
    this.gradients = new GradientStep(state, options, team);
    this.team = team;
  }

  /**
   * Runs one iteration, within a scope of the caller.
   *
   * @param batch this process's share
   * @param size samples of the whole batch
   * @throws ResShiftException if a loss or the gradient is not finite; the weights are as before
   */
  StepResult run(long iteration, Batch batch, int size, double rate) {
    BatchTally tally = new BatchTally(iteration, size, sample -> "sample " + sample);
    Optional<Adversary> adversary = state.adversary().filter(a -> a.active(iteration));
    adversary.ifPresent(Adversary::begin);
    Share share = team.share(size);
    int factor = state.autoencoder().factor();
    state
        .bottleneck()
        .begin(iteration, size, batch.gt().size(2) / factor, batch.gt().size(3) / factor);
    for (int from = 0; from < share.count(); from += gradients.microbatch()) {
      int count = Math.min(gradients.microbatch(), share.count() - from);
      Tensor pictures = batch.gt().narrow(0, from, count);
      try (var scope = Scope.open()) {
        boolean last = from + count == share.count();
        accumulate(iteration, pictures, share.from() + from, size, last, adversary, tally);
      }
    }
    double norm = gradients.end(tally, rate, adversary);
    return tally.result(
        norm, state.bottleneck().finish(iteration, team, state.optimiser(), state.ema()));
  }

  /** Gradients of some samples, the first of them at {@code first} of the whole batch. */
  private void accumulate(
      long iteration,
      Tensor pictures,
      int first,
      int size,
      boolean last,
      Optional<Adversary> adversary,
      BatchTally tally) {
    Autoencoder autoencoder = state.autoencoder();
    Tensor clean = pictures.to(gradients.device().device(), ScalarType.Float);
    // What lies between the networks stays in float32: under autocast near codes could not be told
    // apart.
    Tensor encoded = gradients.forward(() -> autoencoder.encoded(clean)).to(ScalarType.Float);
    Bottleneck.Passed passed =
        state.bottleneck().pass(encoded, first, clean.numel() / clean.size(0));
    Tensor picture =
        gradients.forward(() -> autoencoder.decodePlain(passed.latent())).to(ScalarType.Float);

    Map<String, Tensor> terms = new LinkedHashMap<>(passed.terms());
    Tensor total = passed.penalty();
    if (squares > 0) {
      Tensor each = squares(picture, clean);
      terms.put(MSE, each);
      total = total.add(each, new Scalar(squares));
    }
    for (LossConfig.Term term : pictureTerms) {
      Tensor each = term.loss().perSample(picture, clean);
      terms.put(term.name(), each);
      total = total.add(each, new Scalar(term.weight()));
    }
    if (adversary.isPresent() && adversary.get().counts(iteration)) {
      Tensor each = gradients.forward(() -> adversary.get().generator(picture));
      terms.put(ADVERSARIAL, each);
      total = total.add(each, new Scalar(adversary.get().weight()));
    }
    tally.total(first, total);
    gradients.backward(total, size, last);
    if (adversary.isPresent()) {
      Tensor each = gradients.forward(() -> adversary.get().discriminator(clean, picture));
      terms.put(DISCRIMINATOR, each);
      GradientStep.backwardBeside(each, size);
    }
    terms.forEach((name, each) -> tally.term(name, first, each.detach()));
  }

  /** Mean squared difference of each sample, [N]. */
  private static Tensor squares(Tensor a, Tensor b) {
    return a.sub(b).pow(new Scalar(2)).mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional());
  }
}
