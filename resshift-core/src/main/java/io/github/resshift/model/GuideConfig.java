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
 */
public record GuideConfig(
    int channels, int growth, int blocks, boolean picture, @Default("0") int features)
    implements ConditionConfig {
  /** The widths of ESRGAN and of its descendants, with all of their 23 blocks. */
  public static final GuideConfig ESRGAN = new GuideConfig(64, 32, 23, true);

  /** How many times larger its picture is. */
  public static final int SCALE = 4;

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
  }

  /** A guide whose features have passed all of its blocks. */
  public GuideConfig(int channels, int growth, int blocks, boolean picture) {
    this(channels, growth, blocks, picture, 0);
  }

  /** Number of blocks that the features have passed. */
  public int featuresAfter() {
    return features == 0 ? blocks : features;
  }
}
