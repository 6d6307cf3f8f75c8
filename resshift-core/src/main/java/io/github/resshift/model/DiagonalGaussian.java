package io.github.resshift.model;

import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Independent normal distributions of the values of latents, in one tensor [N, 2 C, h, w]: the
 * means in the first C channels, the logarithms of the variances in the others (Kingma and Welling
 * 2014, appendix B; Rombach et al. 2022). Logarithms are held within [-30, 20], so that neither
 * they nor their exponentials overflow. The tensor stays the caller's; differentiable in it.
 */
public final class DiagonalGaussian {
  private static final double LEAST_LOG_VARIANCE = -30;
  private static final double MOST_LOG_VARIANCE = 20;

  private final Tensor moments;

  /** Distributions with these moments [N, 2 C, h, w]. */
  public DiagonalGaussian(Tensor moments) {
    if (moments.size(1) % 2 != 0) {
      throw new IllegalArgumentException(
          "means and variances need an even number of channels, not " + moments.size(1));
    }
    this.moments = moments;
  }

  /** The most likely latents [N, C, h, w], which are the means; a view. */
  public Tensor mode() {
    return moments.narrow(1, 0, channels());
  }

  /**
   * Latents of these distributions: mean + standard deviation * noise.
   *
   * @param noise standard normal [N, C, h, w]
   */
  public Tensor sample(Tensor noise) {
    return Scope.keep(() -> mode().add(logVariance().mul(new Scalar(0.5)).exp().mul(noise)));
  }

  /**
   * The divergence of Kullback and Leibler from standard normal distributions in nats, summed over
   * the values of a sample: sum of (mean^2 + variance - 1 - log variance) / 2.
   *
   * @return [N], at least 0
   */
  public Tensor divergence() {
    return Scope.keep(
        () ->
            mode()
                .pow(new Scalar(2))
                .add(logVariance().exp())
                .sub(new Scalar(1))
                .sub(logVariance())
                .mul(new Scalar(0.5))
                .sum(new long[] {1, 2, 3}, false, new ScalarTypeOptional()));
  }

  private Tensor logVariance() {
    return moments
        .narrow(1, channels(), channels())
        .clamp(
            new ScalarOptional(new Scalar(LEAST_LOG_VARIANCE)),
            new ScalarOptional(new Scalar(MOST_LOG_VARIANCE)));
  }

  private long channels() {
    return moments.size(1) / 2;
  }
}
