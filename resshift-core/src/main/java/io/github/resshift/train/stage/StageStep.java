package io.github.resshift.train.stage;

import io.github.resshift.ResShiftException;
import io.github.resshift.model.VqAutoencoder;
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
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One iteration of a VQ autoencoder (van den Oord et al. 2017): the picture through encoder,
 * nearest codes and decoder; gradients pass from the codes straight to the latents; codes and
 * latents draw each other. One thread at a time.
 */
final class StageStep {
  private static final String TOTAL = "total";
  private static final String MSE = "mse";
  private static final String CODES = "codebook";
  private static final String COMMITMENT = "commitment";
  private static final String ADVERSARIAL = "adversarial";
  private static final String DISCRIMINATOR = "discriminator";

  private final StageState state;
  private final double squares;
  private final List<LossConfig.Term> pictureTerms;
  private final CodebookConfig codebook;
  private final TrainingStep.Options options;
  private final Team team;

  StageStep(
      StageState state,
      double squares,
      List<LossConfig.Term> pictureTerms,
      CodebookConfig codebook,
      TrainingStep.Options options,
      Team team) {
    this.state = state;
    this.squares = squares;
    this.pictureTerms = pictureTerms;
    this.codebook = codebook;
    this.options = options;
    this.team = team;
  }

  /**
   * What an iteration came to.
   *
   * @param loss mean of the whole batch
   * @param terms means of its terms
   * @param latents of the whole batch [N, h * w, C]; zeros where another process has the sample
   */
  record Result(double loss, Map<String, Double> terms, Tensor latents) {}

  /**
   * Runs one iteration; codes are counted but not gathered.
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
    Tensor latents = noLatents(batch, size);
    for (int from = 0; from < share.count(); from += options.microbatch()) {
      int count = Math.min(options.microbatch(), share.count() - from);
      Tensor pictures = batch.gt().narrow(0, from, count);
      try (var scope = Scope.open()) {
        Tensor rows = accumulate(pictures, size, adversary, sums);
        latents.narrow(0, share.from() + from, count).copy_(rows);
      }
    }
    sums.replaceAll((name, sum) -> team.sum(sum) / size);
    Map<String, Tensor> weights = state.autoencoder().parameters().weights();
    try {
      requireFinite(iteration, sums);
      Buckets.sumGradients(team, weights.values());
      requireFinite(iteration, Map.of("norm of the gradient", clip(weights)));
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
    return new Result(loss, sums, latents);
  }

  /** Gradients of some samples; gives their latents [n, h * w, C]. */
  private Tensor accumulate(
      Tensor pictures, int size, Optional<Adversary> adversary, Map<String, Double> sums) {
    VqAutoencoder autoencoder = state.autoencoder();
    Tensor clean = pictures.to(weight().device(), ScalarType.Float);
    // The search for codes stays in float32: under autocast near codes could not be told apart.
    Tensor z = autocast(() -> autoencoder.encode(clean)).to(ScalarType.Float);
    Tensor indices = autoencoder.codebook().indices(z.detach());
    state.codes().count(indices);
    Tensor rows = z.permute(0, 2, 3, 1);
    Tensor near = autoencoder.codebook().codes().index_select(0, indices).view_as(rows);
    Tensor codes = squares(near, rows.detach());
    Tensor commitment = squares(rows, near.detach());
    Tensor q = near.permute(0, 3, 1, 2);
    Tensor straight = z.add(q.sub(z).detach());
    Tensor picture = autocast(() -> autoencoder.decodeUnquantised(straight)).to(ScalarType.Float);

    Map<String, Tensor> terms = new LinkedHashMap<>();
    terms.put(CODES, codes);
    terms.put(COMMITMENT, commitment);
    Tensor total =
        codes.add(commitment, new Scalar(codebook.commitment())).mul(new Scalar(codebook.weight()));
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
    if (adversary.isPresent()) {
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
    return rows.detach().flatten(1, 2);
  }

  private Tensor noLatents(Batch batch, int size) {
    int factor = state.autoencoder().factor();
    long positions = batch.gt().size(2) / factor * (batch.gt().size(3) / factor);
    return torch.zeros(
        new long[] {size, positions, weight().size(1)}, new TensorOptions(weight().device()));
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
    return state.autoencoder().codebook().codes();
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

  /** Scales the gradients down to the largest norm that is allowed; gives the norm before. */
  private double clip(Map<String, Tensor> weights) {
    try (var scope = Scope.open()) {
      Tensor[] all = weights.values().toArray(new Tensor[0]);
      return torch.clip_grad_norm_(new TensorVector(all), options.clipNorm());
    }
  }
}
