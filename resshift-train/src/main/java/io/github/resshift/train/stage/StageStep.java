package io.github.resshift.train.stage;

import io.github.resshift.ResShiftException;
import io.github.resshift.model.Autoencoder;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.Autocast;
import io.github.resshift.train.Batch;
import io.github.resshift.train.TrainingStep;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.loss.LossConfig;
import io.github.resshift.train.parallel.Buckets;
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
  private static final String TOTAL = "total";
  private static final String MSE = "mse";
  private static final String ADVERSARIAL = "adversarial";
  private static final String DISCRIMINATOR = "discriminator";

  private final StageState state;
  private final double squares;
  private final List<LossConfig.Term> pictureTerms;
  private final TrainingStep.Options options;
  private final Team team;

  StageStep(
      StageState state,
      double squares,
      List<LossConfig.Term> pictureTerms,
      TrainingStep.Options options,
      Team team) {
    this.state = state;
    this.squares = squares;
    this.pictureTerms = pictureTerms;
    this.options = options;
    this.team = team;
  }

  /**
   * What an iteration came to.
   *
   * @param loss mean of the whole batch
   * @param terms means of its terms
   * @param latents how it used them
   */
  record Result(double loss, Map<String, Double> terms, LatentUse latents) {}

  /**
   * Runs one iteration, within a scope of the caller.
   *
   * @param batch this process's share
   * @param size samples of the whole batch
   * @throws ResShiftException if the loss or the gradient is not finite; the weights are as before
   */
  Result run(long iteration, Batch batch, int size, double rate) {
    Optional<Adversary> adversary = state.adversary().filter(a -> a.active(iteration));
    adversary.ifPresent(Adversary::begin);
    Map<String, Double> sums = new LinkedHashMap<>();
    Share share = team.share(size);
    int factor = state.autoencoder().factor();
    state
        .bottleneck()
        .begin(iteration, size, batch.gt().size(2) / factor, batch.gt().size(3) / factor);
    for (int from = 0; from < share.count(); from += options.microbatch()) {
      int count = Math.min(options.microbatch(), share.count() - from);
      Tensor pictures = batch.gt().narrow(0, from, count);
      try (var scope = Scope.open()) {
        accumulate(iteration, pictures, share.from() + from, size, adversary, sums);
      }
    }
    sums.replaceAll((name, sum) -> team.sum(sum) / size);
    Map<String, Tensor> weights = state.autoencoder().parameters().weights();
    try {
      requireFinite(iteration, sums);
      Buckets.sumGradients(team, weights.values());
      requireFinite(
          iteration, Map.of("norm of the gradient", state.optimiser().clip(options.clipNorm())));
    } catch (ResShiftException e) {
      state.optimiser().clear();
      adversary.ifPresent(Adversary::clear);
      throw e;
    }
    state.optimiser().step(rate);
    adversary.ifPresent(
        a -> {
          Buckets.sumGradients(team, a.weights().values());
          a.step();
        });
    // Only the first process saves and validates.
    if (team.isFirst()) {
      state.ema().update();
    }
    double loss = sums.remove(TOTAL);
    LatentUse latents = state.bottleneck().finish(iteration, team, state.optimiser(), state.ema());
    return new Result(loss, sums, latents);
  }

  /** Gradients of some samples, the first of them at {@code first} of the whole batch. */
  private void accumulate(
      long iteration,
      Tensor pictures,
      int first,
      int size,
      Optional<Adversary> adversary,
      Map<String, Double> sums) {
    Autoencoder autoencoder = state.autoencoder();
    Tensor clean = pictures.to(weight().device(), ScalarType.Float);
    // What lies between the networks stays in float32: under autocast near codes could not be told
    // apart.
    Tensor encoded = autocast(() -> autoencoder.encoded(clean)).to(ScalarType.Float);
    Bottleneck.Passed passed =
        state.bottleneck().pass(encoded, first, clean.numel() / clean.size(0));
    Tensor picture = autocast(() -> autoencoder.decodePlain(passed.latent())).to(ScalarType.Float);

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
      Tensor each = autocast(() -> adversary.get().generator(picture));
      terms.put(ADVERSARIAL, each);
      total = total.add(each, new Scalar(adversary.get().weight()));
    }
    terms.put(TOTAL, total);
    backward(total, size);
    if (adversary.isPresent()) {
      Tensor each = autocast(() -> adversary.get().discriminator(clean, picture));
      terms.put(DISCRIMINATOR, each);
      backward(each, size);
    }
    terms.forEach((name, each) -> sums.merge(name, Tensors.item(each.detach().sum()), Double::sum));
  }

  private static void backward(Tensor perSample, int size) {
    perSample.sum().div(new Scalar((double) size)).backward();
  }

  /** Mean squared difference of each sample, [N]. */
  private static Tensor squares(Tensor a, Tensor b) {
    return a.sub(b).pow(new Scalar(2)).mean(new long[] {1, 2, 3}, false, new ScalarTypeOptional());
  }

  private Tensor autocast(java.util.function.Supplier<Tensor> forward) {
    return Autocast.run(options.bf16(), weight().is_cuda(), forward);
  }

  private Tensor weight() {
    return state.autoencoder().parameters().weights().values().iterator().next();
  }

  private static void requireFinite(long iteration, Map<String, Double> values) {
    values.forEach(
        (name, value) -> {
          if (!Double.isFinite(value)) {
            throw new ResShiftException(
                "In iteration "
                    + iteration
                    + " the "
                    + (name.equals(TOTAL) ? "loss" : name)
                    + " is "
                    + value
                    + "; start a new run with a smaller lr or with clip_norm.");
          }
        });
  }
}
