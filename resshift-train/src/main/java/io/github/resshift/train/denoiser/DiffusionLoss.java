package io.github.resshift.train.denoiser;

import io.github.resshift.diffusion.DiffusionProcess;
import io.github.resshift.model.Condition;
import io.github.resshift.model.Denoiser;
import io.github.resshift.model.FirstStage;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import io.github.resshift.train.data.Batch;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The loss of the chain (docs/method.md section 1): noise the clean latent to step t, let the
 * network predict, and compare. Differentiable in the network's weights; the first stage is frozen.
 */
public final class DiffusionLoss {
  private final DiffusionProcess chain;
  private final FirstStage firstStage;
  private final boolean guidePicture;

  /** The loss of a chain on the latents of a first stage. */
  public DiffusionLoss(DiffusionProcess chain, FirstStage firstStage) {
    this(chain, firstStage, false);
  }

  /**
   * The loss of a chain on the latents of a first stage.
   *
   * @param guidePicture whether the chain's low-quality end is the guide's picture
   */
  public DiffusionLoss(DiffusionProcess chain, FirstStage firstStage, boolean guidePicture) {
    this.chain = chain;
    this.firstStage = firstStage;
    this.guidePicture = guidePicture;
  }

  /** Latents of a batch: {@code start} of the clean pictures, {@code end} of the enlarged ones. */
  public record Latents(Tensor start, Tensor end) {}

  /** Encodes a batch, without gradients. */
  public Latents encode(Batch batch) {
    try (var guard = new NoGradGuard()) {
      int scale = chain.config().scale();
      double factor = chain.config().scaleFactor();
      return new Latents(
          scaled(firstStage.encode(batch.gt()), factor),
          scaled(firstStage.encode(large(batch, scale)), factor));
    }
  }

  /**
   * The same clean pictures with an end that the network has drawn itself; no gradient enters it.
   */
  public Latents ending(Latents latents, Tensor picture) {
    Tensor end = picture.detach().to(ScalarType.Float);
    return new Latents(
        latents.start(), scaled(firstStage.encode(end), chain.config().scaleFactor()));
  }

  /** The guide's picture in place of the bicubic enlargement where the network is given one. */
  private Tensor large(Batch batch, int scale) {
    return guidePicture ? batch.guided() : Interpolate.bicubicUp(batch.lq(), scale);
  }

  /**
   * What the network said of some samples.
   *
   * @param output of the network
   * @param target what it is trained to put out
   * @param xt the state that it was asked about
   */
  public record Prediction(Tensor output, Tensor target, Tensor xt) {}

  /**
   * Noises the clean latents to step t and asks the network.
   *
   * @param condition as the network has prepared it
   * @param t index of each sample into the schedule
   * @param noise standard normal, of the latents' shape
   */
  public Prediction predict(
      Denoiser network, Latents latents, Condition condition, long[] t, Tensor noise) {
    return predict(network, latents, latents.start(), condition, t, noise);
  }

  /**
   * The same from a state that another clean latent than the true one leads to: in sampling the
   * chain never sees the truth.
   *
   * @param from takes the place of the clean latent in x_t, not in what is to be put out
   */
  public Prediction predict(
      Denoiser network, Latents latents, Tensor from, Condition condition, long[] t, Tensor noise) {
    Tensor xt = chain.forwardSample(from, latents.end(), t, noise);
    Tensor target = chain.target(latents.start(), latents.end(), noise, t);
    return new Prediction(output(network, xt, condition, t), target, xt);
  }

  /** What the network says of a state, float32. */
  private Tensor output(Denoiser network, Tensor xt, Condition condition, long[] t) {
    long[] steps = new long[t.length];
    for (int i = 0; i < t.length; i++) {
      steps[i] = chain.step((int) t[i]);
    }
    return Scope.keep(
        () -> network.predict(chain.scaleInput(xt, t), steps, condition).to(ScalarType.Float));
  }

  /** The clean latent that the network sees in a state. */
  Tensor start(Denoiser network, Tensor xt, Tensor end, Condition condition, long[] t) {
    return Scope.keep(() -> chain.predictedStart(output(network, xt, condition, t), xt, end, t));
  }

  /** The mean squared error of each sample, weighted where the chain says so: float32 [N]. */
  public Tensor squares(Prediction prediction, long[] t) {
    return chain.mse(prediction.output(), prediction.target(), t);
  }

  /** The clean latent that a prediction means. */
  public Tensor start(Prediction prediction, Latents latents, long[] t) {
    return chain.predictedStart(prediction.output(), prediction.xt(), latents.end(), t);
  }

  /** The picture that a prediction decodes to: float32 [N, 3, H, W], not clamped. */
  public Tensor picture(Prediction prediction, Latents latents, long[] t) {
    return Scope.keep(
        () -> {
          double factor = chain.config().scaleFactor();
          return firstStage
              .decode(scaled(start(prediction, latents, t), 1 / factor))
              .to(ScalarType.Float);
        });
  }

  /**
   * Shape of latents.
   *
   * @param batch of whose pictures they are
   * @param samples how many; of several processes each has a share of a batch
   */
  public long[] latentShape(Batch batch, long samples) {
    int factor = firstStage.factor();
    return new long[] {
      samples, firstStage.latentChannels(), batch.gt().size(2) / factor, batch.gt().size(3) / factor
    };
  }

  /** The chain. */
  public DiffusionProcess chain() {
    return chain;
  }

  private static Tensor scaled(Tensor latent, double factor) {
    return factor == 1 ? latent : latent.mul(new Scalar(factor));
  }
}
