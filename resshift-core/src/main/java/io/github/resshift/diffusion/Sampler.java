package io.github.resshift.diffusion;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The reverse process from x_T to x_0 (docs/method.md section 6, step 3). It takes the network as a
 * function of the scaled x_t and a noise source, so tiles, devices and precisions are the caller's.
 * Thread-safe.
 */
public final class Sampler {
  private final DiffusionProcess chain;
  private final boolean clip;

  /** The network within one sampling run: conditions are bound already. */
  @FunctionalInterface
  public interface Prediction {
    /**
     * The network's output.
     *
     * @param scaled what the network sees of x_t, float32 [N, C, h, w]
     * @param steps original step number of each sample
     */
    Tensor of(Tensor scaled, long[] steps);
  }

  /**
   * A sampler.
   *
   * @param clip whether the predicted x0 is clipped to [-1, 1], as it is without an autoencoder
   */
  public Sampler(DiffusionProcess chain, boolean clip) {
    this.chain = chain;
    this.clip = clip;
  }

  /** The chain. */
  public DiffusionProcess chain() {
    return chain;
  }

  /**
   * Runs the chain. The first prediction of x_0 is the mean of what the picture may have been, the
   * nearest to the truth on average; between it and a sample the straight line is the best trade of
   * distance for realism where samples are perfect (Freirich, Michaeli and Meir 2021).
   *
   * @param y latent of the enlarged low-quality picture, [N, C, h, w]
   * @param realism 0, the first prediction alone, to 1, the sample
   * @return x_0, [N, C, h, w]
   */
  public Tensor run(Tensor y, Prediction network, NoiseSource noise, double realism) {
    return Scope.keep(
        () -> {
          int first = chain.size() - 1;
          Tensor x = start(y, noise);
          Tensor mean = predict(x, y, first, network);
          if (realism == 0) {
            return mean;
          }
          x = advance(mean, x, first, noise);
          for (int t = first - 1; t >= 0; t--) {
            x = step(x, y, t, network, noise);
          }
          return realism == 1 ? x : blend(mean, x, realism);
        });
  }

  /** {@code mean + realism (sample - mean)}. */
  public static Tensor blend(Tensor mean, Tensor sample, double realism) {
    return torch.lerp(mean, sample, new Scalar((float) realism));
  }

  /** x_T, of shifted residuals y + kappa sqrt(eta_T) n (docs/method.md section 1). */
  public Tensor start(Tensor y, NoiseSource noise) {
    return Scope.keep(
        () -> chain.prior(y, like(noise.draw(NoiseSource.PRIOR, Tensors.shape(y)), y)));
  }

  /** x_{t-1} from x_t (M4 of docs/method.md with the prediction in place of x0). */
  public Tensor step(Tensor x, Tensor y, int t, Prediction network, NoiseSource noise) {
    return Scope.keep(() -> advance(predict(x, y, t, network), x, t, noise));
  }

  /** The predicted x0 at x_t. */
  public Tensor predict(Tensor x, Tensor y, int t, Prediction network) {
    return Scope.keep(
        () -> {
          long[] indices = indices(x, t);
          long[] original = new long[indices.length];
          Arrays.fill(original, chain.step(t));
          Tensor output = network.of(chain.scaleInput(x, indices), original);
          Tensor x0 = chain.predictedStart(output.to(x.scalar_type()), x, y, indices);
          return clip ? Tensors.clamp(x0, -1, 1) : x0;
        });
  }

  /** x_{t-1} from x_t and the predicted x0; x0 itself at t = 0. */
  public Tensor advance(Tensor x0, Tensor x, int t, NoiseSource noise) {
    return Scope.keep(
        () -> {
          long[] indices = indices(x, t);
          if (!chain.drawsNoise(t)) {
            return chain.posteriorMean(x0, x, indices);
          }
          Tensor n = noise.draw(chain.step(t), Tensors.shape(x));
          return chain.reverseStep(x0, x, indices, like(n, x));
        });
  }

  private static long[] indices(Tensor x, int t) {
    long[] indices = new long[(int) x.size(0)];
    Arrays.fill(indices, t);
    return indices;
  }

  private static Tensor like(Tensor noise, Tensor x) {
    return x.is_cuda() ? noise.to(x.device(), ScalarType.Float) : noise;
  }
}
