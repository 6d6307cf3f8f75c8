package io.github.resshift.train.loss;

import io.github.resshift.metric.LpipsNetwork;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The loss LPIPS.
 *
 * @param weight in the loss, positive
 * @param network whose features are compared
 * @param backbone file with the network's weights under torchvision's names
 * @param linear file with the weights of the channels, LPIPS version 0.1
 */
public record LpipsConfig(
    double weight, LpipsNetwork network, Optional<Path> backbone, Optional<Path> linear) {
  /** Checks ranges. */
  public LpipsConfig {
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("the weight of lpips must be positive, not " + weight);
    }
  }

  /** The same without the places of its weights. */
  LpipsConfig anywhere() {
    return new LpipsConfig(weight, network, Optional.empty(), Optional.empty());
  }
}
