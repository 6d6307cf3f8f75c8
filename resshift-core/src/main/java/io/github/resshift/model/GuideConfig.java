package io.github.resshift.model;

import io.github.resshift.config.Default;

/**
 * Settings of a guide (docs/guide.md): a pretrained enlarging network that runs once for each tile
 * and gives the denoiser its features.
 *
 * @param channels width of the features, positive
 * @param growth channels that each convolution of a dense block adds, positive
 * @param blocks residual blocks that are run, at least 1; less than the pretrained network has is
 *     allowed where the picture is not wanted
 * @param picture whether the guide's own picture takes the place of the bicubic enlargement
 * @param features number of blocks that the features have passed, at most {@code blocks}; 0: all
 * @param noise standard deviation, in levels of 255, of the chain's own noise on the small picture
 *     that the guide of a sample sees, 0 to 16; 0: none, so that all samples have the guide's one
 *     picture
 */
public record GuideConfig(
    int channels,
    int growth,
    int blocks,
    boolean picture,
    @Default("0") int features,
    @Default("0") double noise)
    implements ConditionConfig {
  /** The widths of ESRGAN and of its descendants, with all of their 23 blocks. */
  public static final GuideConfig ESRGAN = new GuideConfig(64, 32, 23, true);

  /** How many times larger its picture is. */
  public static final int SCALE = 4;

  /** Above this noise a guide draws other pictures and not other detail. */
  private static final int MOST_NOISE = 16;

  /** Checks ranges. */
  public GuideConfig {
    if (channels < 1 || growth < 1 || blocks < 1) {
      throw new IllegalArgumentException(
          "a guide's channels, growth and blocks must be positive, not %d, %d and %d"
              .formatted(channels, growth, blocks));
    }
    if (features < 0 || features > blocks) {
      throw new IllegalArgumentException(
          "a guide's features must be 0 to its blocks, %d, not %d".formatted(blocks, features));
    }
    if (!(noise >= 0 && noise <= MOST_NOISE)) {
      throw new IllegalArgumentException(
          "a guide's noise, in levels, must be 0 to " + MOST_NOISE + ", not " + noise);
    }
  }

  /** A guide whose features have passed all of its blocks. */
  public GuideConfig(int channels, int growth, int blocks, boolean picture) {
    this(channels, growth, blocks, picture, 0, 0);
  }

  /** Number of blocks that the features have passed. */
  public int featuresAfter() {
    return features == 0 ? blocks : features;
  }
}
