package io.github.resshift.train.stage;

import io.github.resshift.config.ConfigNode;
import io.github.resshift.config.Kind;

/**
 * How the distributions of an autoencoder with means and variances are held near the standard
 * normal (Kingma and Welling 2014; Rombach et al. 2022).
 *
 * @param weight of the divergence in the loss, at least 0; see {@link GaussianBottleneck}
 */
@Kind("divergence")
record DivergenceConfig(double weight) implements BottleneckConfig {
  private static final double USUAL = 1e-6;

  /** Checks the range. */
  public DivergenceConfig {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("kl.weight must not be negative, not " + weight);
    }
  }

  /** Reads {@code train.kl}; without it the weight is the usual one, 1e-6. */
  static DivergenceConfig of(ConfigNode train) {
    return new DivergenceConfig(
        train.find("kl").map(node -> node.number("weight", USUAL)).orElse(USUAL));
  }
}
