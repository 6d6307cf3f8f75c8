package io.github.resshift.model;

import io.github.resshift.config.Kind;

/**
 * Settings of the lossless first stage that rearranges blocks of pixels into channels.
 *
 * @param factor side of a block in pixels, 1..16
 */
@Kind("pixel-shuffle")
public record PixelShuffleConfig(int factor) implements FirstStageConfig {
  /** Checks the range. */
  public PixelShuffleConfig {
    if (factor < 1 || factor > 16) {
      throw new IllegalArgumentException("pixel shuffle factor must be 1..16, not " + factor);
    }
  }

  @Override
  public int latentChannels() {
    return 3 * factor * factor;
  }
}
