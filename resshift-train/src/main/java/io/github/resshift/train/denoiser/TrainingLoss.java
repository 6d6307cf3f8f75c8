package io.github.resshift.train.denoiser;

import io.github.resshift.model.Condition;
import io.github.resshift.model.Denoiser;
import io.github.resshift.train.data.Batch;
import io.github.resshift.train.loss.Adversary;
import io.github.resshift.train.loss.LossConfig;
import io.github.resshift.train.loss.LossDistances;
import io.github.resshift.train.loss.PictureLoss;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The loss of an iteration: the mean squared error of the chain and, each with its weight,
 * distances between the decoded prediction of the clean picture and the clean picture, and the
 * verdict of a discriminator. The first stage is frozen; gradients pass through its decoder.
 */
public final class TrainingLoss {
  static final String MSE = "mse";
  static final String ADVERSARIAL = "adversarial";
  static final String DISCRIMINATOR = "discriminator";
  private static final String FIRST = "first-";
  private static final String DRAFT = "draft-";

  private final DiffusionLoss diffusion;
  private final double squares;
  private final List<LossConfig.Term> pictureTerms;
  private final Optional<Adversary> adversary;
  private final double late;
  private final boolean ownStates;
  private final double guideTexture;
  private final double draft;

  /**
   * A weighted sum.
   *
   * @param distances those of the configuration; the caller's
   * @param adversary the caller's
   */
  public TrainingLoss(
      DiffusionLoss diffusion,
      LossConfig config,
      LossDistances distances,
      Optional<Adversary> adversary) {
    this.diffusion = diffusion;
    this.squares = config.mse();
    this.pictureTerms = config.pictureTerms(distances);
    this.adversary = adversary;
    this.late = config.late();
    this.ownStates = config.ownStates();
    this.guideTexture = config.guideTexture();
    this.draft = config.draft();
  }

  /** The mean squared error alone. */
  public static TrainingLoss squares(DiffusionLoss diffusion) {
    return new TrainingLoss(
        diffusion, LossConfig.PUBLISHED, LossDistances.none(), Optional.empty());
  }

  /**
   * The loss of some samples.
   *
   * @param terms values of each sample by name, before weighting, float32 [N]
   * @param total their weighted sum, float32 [N]
   * @param judged what the discriminator is shown
   */
  record Values(Map<String, Tensor> terms, Tensor total, Judged judged) {}

  /**
   * What the discriminator is shown: the late predictions beside clean pictures, or, of a network
   * that draws the low-quality end itself, its drafts beside the guide's pictures. The draft alone
   * draws texture then, and the late predictions take it from there.
   *
   * @param made [N, 3, H, W], or null where no term needs it
   * @param real of the same shape
   * @param which of the samples
   */
  record Judged(Tensor made, Tensor real, LateSamples which) {
    Tensor each(PictureLoss loss) {
      return which.each(loss, made, real);
    }
  }

  /** The part of the loss on the chain. */
  public DiffusionLoss diffusion() {
    return diffusion;
  }

  /** The discriminator, if it learns in this iteration. */
  public Optional<Adversary> adversary(long iteration) {
    return adversary.filter(a -> a.active(iteration));
  }

  /**
   * Predicts and compares.
   *
   * @param part the samples, on the network's device
   * @param t index of each sample into the schedule
   * @param noise standard normal, of the latents' shape
   */
  Values of(
      long iteration,
      Denoiser network,
      DiffusionLoss.Latents encoded,
      Batch part,
      long[] t,
      Tensor noise) {
    Condition condition = network.prepare(told(part));
    Map<String, Tensor> terms = new LinkedHashMap<>();
    Tensor total = null;
    DiffusionLoss.Latents latents = encoded;
    Tensor drawn = null;
    if (draft > 0) {
      drawn = condition.picture().to(ScalarType.Float);
      latents = diffusion.ending(encoded, drawn);
      for (LossConfig.Term term : pictureTerms) {
        Tensor each = term.loss().perSample(drawn, part.guided());
        terms.put(DRAFT + term.name(), each);
        total = plus(total, each, draft * term.weight());
      }
    }
    Tensor from = latents.start();
    if (ownStates) {
      First first = first(network, latents, part, condition, noise);
      terms.putAll(first.terms());
      total = total == null ? first.total() : total.add(first.total());
      from = first.start();
    }
    DiffusionLoss.Prediction prediction =
        diffusion.predict(network, latents, from, condition, t, noise);
    return compared(iteration, prediction, latents, part, t, drawn, terms, total);
  }

  /** What a network is told of samples. */
  static Condition told(Batch part) {
    return part.mask() == null
        ? Condition.guided(part.lq(), part.features(), part.guided())
        : Condition.of(part.lq(), part.mask());
  }

  /**
   * Compares predictions with the truth.
   *
   * @param drawn the low-quality end that the network has drawn itself, or null
   * @param terms gets the values of each term
   * @param sum what the loss is so far, or null
   */
  Values compared(
      long iteration,
      DiffusionLoss.Prediction prediction,
      DiffusionLoss.Latents latents,
      Batch part,
      long[] t,
      Tensor drawn,
      Map<String, Tensor> terms,
      Tensor sum) {
    LateSamples lateSamples = new LateSamples(late, diffusion.chain().size(), t);
    Tensor total = sum;
    if (squares > 0) {
      Tensor each = diffusion.squares(prediction, t);
      terms.put(MSE, each);
      total = plus(total, each, squares);
    }
    Optional<Adversary> judge = adversary(iteration);
    Tensor picture = null;
    if (!pictureTerms.isEmpty() || judge.isPresent()) {
      picture = diffusion.picture(prediction, latents, t);
    }
    Tensor target =
        guideTexture == 0
            ? part.gt()
            : lateSamples.target(
                part.gt(), drawn == null ? part.guided() : drawn.detach(), guideTexture);
    for (LossConfig.Term term : pictureTerms) {
      Tensor each =
          term.everywhere()
              ? term.loss().perSample(picture, target)
              : lateSamples.each(term.loss(), picture, part.gt());
      terms.put(term.name(), each);
      total = plus(total, each, term.weight());
    }
    Judged judged =
        drawn == null
            ? new Judged(picture, part.gt(), lateSamples)
            : new Judged(drawn, part.guided(), LateSamples.all(t.length));
    if (judge.isPresent() && judge.get().counts(iteration)) {
      Tensor each = judged.each((made, real) -> judge.get().generator(made));
      terms.put(ADVERSARIAL, each);
      total = plus(total, each, judge.get().weight());
    }
    return new Values(terms, total, judged);
  }

  /**
   * The prediction at the noisy end, which begins the states of the others.
   *
   * @param start the clean latent that it means, without gradients
   */
  private record First(Map<String, Tensor> terms, Tensor total, Tensor start) {}

  /** The first prediction of every sample, with the terms that count at every step. */
  private First first(
      Denoiser network,
      DiffusionLoss.Latents latents,
      Batch part,
      Condition condition,
      Tensor noise) {
    long[] last = new long[(int) part.gt().size(0)];
    Arrays.fill(last, diffusion.chain().size() - 1L);
    // Turned about, the noise of the later state is as good as another draw.
    Tensor other = noise.flip(2, 3);
    DiffusionLoss.Prediction prediction =
        diffusion.predict(network, latents, condition, last, other);
    Map<String, Tensor> terms = new LinkedHashMap<>();
    Tensor total = null;
    if (squares > 0) {
      Tensor each = diffusion.squares(prediction, last);
      terms.put(FIRST + MSE, each);
      total = plus(null, each, squares);
    }
    Tensor picture = diffusion.picture(prediction, latents, last);
    for (LossConfig.Term term : pictureTerms) {
      if (term.everywhere()) {
        Tensor each = term.loss().perSample(picture, part.gt());
        terms.put(FIRST + term.name(), each);
        total = plus(total, each, term.weight());
      }
    }
    return new First(terms, total, diffusion.start(prediction, latents, last).detach());
  }

  private static Tensor plus(Tensor sum, Tensor term, double weight) {
    Tensor weighted = weight == 1 ? term : term.mul(new Scalar(weight));
    return sum == null ? weighted : sum.add(weighted);
  }
}
