package io.github.resshift.train.loss;

/**
 * A discriminator that is trained along.
 *
 * @param weight of the generator's part in the loss, positive
 * @param start iterations without it, at least 0
 * @param headStart iterations after these in which the discriminator learns and its verdict does
 *     not count yet, at least 0
 * @param rate learning rate of the discriminator, positive
 * @param weightDecay of its AdamW, at least 0
 * @param channels of its first convolution, at least 1
 * @param levels halvings of the resolution, 1 to 6; a patch of some 10 * 2^levels pixels decides
 */
public record AdversarialConfig(
    double weight,
    long start,
    long headStart,
    double rate,
    double weightDecay,
    int channels,
    int levels) {
  /** Checks ranges. */
  public AdversarialConfig {
    require(weight > 0, "weight must be positive", weight);
    require(start >= 0, "start must not be negative", start);
    require(headStart >= 0, "head_start must not be negative", headStart);
    require(rate > 0, "lr must be positive", rate);
    require(weightDecay >= 0, "weight_decay must not be negative", weightDecay);
    require(channels >= 1, "channels must be at least 1", channels);
    require(levels >= 1 && levels <= 6, "levels must be 1 to 6", levels);
  }

  private static void require(boolean condition, String demand, Object actual) {
    if (!condition) {
      throw new IllegalArgumentException("of the adversarial loss, " + demand + ", not " + actual);
    }
  }
}
