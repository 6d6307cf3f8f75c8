package io.github.resshift.train.stage;

import io.github.resshift.config.ConfigNode;
import io.github.resshift.config.Kind;

/**
 * How the codes of a VQ autoencoder are trained (van den Oord et al. 2017, equation 3).
 *
 * @param weight of the codebook's terms in the loss, positive
 * @param commitment beta: how much the encoder must stay near the codes, at least 0
 * @param restartEvery iterations after which codes that were not used get a new place; 0: never
 */
@Kind("codebook")
record CodebookConfig(double weight, double commitment, long restartEvery)
    implements BottleneckConfig {
  /** Checks ranges. */
  public CodebookConfig {
    require(weight > 0, "weight must be positive", weight);
    require(commitment >= 0, "commitment must not be negative", commitment);
    require(restartEvery >= 0, "restart_every must not be negative", restartEvery);
  }

  /** Reads {@code train.codebook}; absent keys have the usual values 1, 0.25 and 100. */
  static CodebookConfig of(ConfigNode train) {
    return train
        .find("codebook")
        .map(
            node ->
                new CodebookConfig(
                    node.number("weight", 1),
                    node.number("commitment", 0.25),
                    node.longInteger("restart_every", 100)))
        .orElse(new CodebookConfig(1, 0.25, 100));
  }

  private static void require(boolean condition, String demand, Object actual) {
    if (!condition) {
      throw new IllegalArgumentException("of the codebook, " + demand + ", not " + actual);
    }
  }
}
