package io.github.resshift.train;

import io.github.resshift.diffusion.ResidualShift;
import io.github.resshift.model.Denoiser;
import io.github.resshift.model.FirstStage;
import io.github.resshift.tensor.Interpolate;
import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of the chain (METHOD section 1): noise the clean latent to step t, let the network
 * predict, and compare. Differentiable in the network's weights; the first stage is frozen.
 */
public final class DiffusionLoss {
  private final ResidualShift chain;
  private final FirstStage firstStage;

  /** The loss of a chain on the latents of a first stage. */
  public DiffusionLoss(ResidualShift chain, FirstStage firstStage) {
    this.chain = chain;
    this.firstStage = firstStage;
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
          scaled(firstStage.encode(Interpolate.bicubicUp(batch.lq(), scale)), factor));
    }
  }

  /**
   * The mean squared error of each sample.
   *
   * @param t index of each sample into the schedule
   * @param noise standard normal, of the latents' shape
   * @return float32 [N]
   */
  public Tensor perSample(
      Denoiser network, Latents latents, Tensor lq, Tensor mask, long[] t, Tensor noise) {
    return Scope.keep(
        () -> {
          Tensor xt = chain.forwardSample(latents.start(), latents.end(), t, noise);
          long[] steps = new long[t.length];
          for (int i = 0; i < t.length; i++) {
            steps[i] = chain.schedule().steps()[(int) t[i]];
          }
          Tensor output = network.predict(chain.scaleInput(xt, t), steps, lq, mask);
          Tensor target = chain.target(latents.start(), latents.end(), noise, t);
          return chain.mse(output.to(target.scalar_type()), target, t);
        });
  }

  /** Shape of a batch's latents. */
  public long[] latentShape(Batch batch) {
    int factor = firstStage.factor();
    return new long[] {
      batch.gt().size(0),
      firstStage.latentChannels(),
      batch.gt().size(2) / factor,
      batch.gt().size(3) / factor
    };
  }

  /** The chain. */
  public ResidualShift chain() {
    return chain;
  }

  private static Tensor scaled(Tensor latent, double factor) {
    return factor == 1 ? latent : latent.mul(new Scalar(factor));
  }
}
