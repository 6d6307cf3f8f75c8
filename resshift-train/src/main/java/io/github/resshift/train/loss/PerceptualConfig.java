package io.github.resshift.train.loss;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The perceptual distance in the features of EfficientNet-Lite0 as a loss.
 *
 * @param weight in the loss, positive
 * @param weights file with the network's weights; absent: that of the catalogue
 */
public record PerceptualConfig(double weight, Optional<Path> weights) {
  /** Checks ranges. */
  public PerceptualConfig {
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "the weight of perceptual must be positive, not " + weight);
    }
  }

  /** The same without the places of its weights. */
  PerceptualConfig anywhere() {
    return new PerceptualConfig(weight, Optional.empty());
  }
}
