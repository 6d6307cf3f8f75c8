package io.github.resshift.diffusion;

import org.bytedeco.pytorch.Tensor;

/**
 * The operations of a chain on tensors [N, C, h, w], each sample with an index t into the kept
 * steps, 0 at the clean end. Immutable and thread-safe.
 */
public sealed interface DiffusionProcess permits ResidualShift, NoiseProcess {
  /** The settings. */
  ChainConfig config();

  /** Number of kept steps. */
  int size();

  /** Number of the step at an index in the chain that was trained; the network sees it. */
  int step(int t);

  /** The starting point x_T for the low-quality end y, with standard normal {@code noise}. */
  Tensor prior(Tensor y, Tensor noise);

  /** A draw from q(x_t | x0, y), with standard normal {@code noise}. */
  Tensor forwardSample(Tensor x0, Tensor y, long[] t, Tensor noise);

  /** What the network sees of x_t. */
  Tensor scaleInput(Tensor xt, long[] t);

  /** What the network is trained to put out. */
  Tensor target(Tensor x0, Tensor y, Tensor noise, long[] t);

  /**
   * The training loss of each sample: mean squared error over C, h, w, weighted where the
   * configuration says so.
   *
   * @return float32 [N]
   */
  Tensor mse(Tensor output, Tensor target, long[] t);

  /** The x0 that an output of the network means. */
  Tensor predictedStart(Tensor output, Tensor xt, Tensor y, long[] t);

  /** Mean of x_(t-1) given x_t and the predicted x0; the prediction itself at t = 0. */
  Tensor posteriorMean(Tensor x0, Tensor xt, long[] t);

  /** Whether the step from t to t - 1 adds noise to {@link #posteriorMean}. */
  boolean drawsNoise(int t);

  /** {@link #posteriorMean} and the step's noise made of standard normal {@code noise}. */
  Tensor reverseStep(Tensor x0, Tensor xt, long[] t, Tensor noise);
}
