package io.github.resshift.model;

import io.github.resshift.config.Default;
import io.github.resshift.config.Kind;
import io.github.resshift.nn.ByteRanges;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.util.Optional;

/**
 * Settings of a denoiser that stands on a guide (docs/guide.md).
 *
 * @param latentChannels channels of x_t and of the prediction, positive
 * @param channels width of its blocks, an even number
 * @param trunkBlocks blocks of the guide's kind that go on from its features once for each tile, at
 *     least 0
 * @param blocks residual blocks of every step, at least 0; a network without any puts out nothing,
 *     so that the result is the chain's low-quality end itself
 * @param lateSteps steps at the clean end of the chain that have an output of their own, at least 0
 * @param guide the guide whose features it takes
 * @param draftBlocks blocks of the guide's kind between the trunk and a guide's last layers, with
 *     which the network draws the chain's low-quality end itself; 0 for a network that does not
 * @param detail what samples take from the low-quality end y: detail finer than a Gaussian of this
 *     standard deviation in pixels of the result; 0: late steps draw freely
 * @param detailLimit strength, in levels of 255, above which that detail is held back where it does
 *     not go the mean's way, 0 to 255, at a realism of 0; at a realism R it is higher by 1 / sqrt(1
 *     - R^2), so that a whole sample has all detail. 0: any strength
 * @param whole what samples take besides as the realism comes near 1
 */
@Kind("guided")
public record GuidedNetConfig(
    int latentChannels,
    int channels,
    int trunkBlocks,
    int blocks,
    int lateSteps,
    GuideConfig guide,
    @Default("0") int draftBlocks,
    @Default("0") double detail,
    @Default("0") double detailLimit,
    @Default Optional<WholeSample> whole)
    implements DenoiserConfig {
  /** Values alive in a dense block: its input, what it has added, and their copy for the last. */
  private static final int DENSE_COPIES = 4;

  /** Pictures alive while a blur runs, in float32, counted in the values of bfloat16. */
  private static final long BLUR_COPIES = 18;

  static final int LEVELS = 255;

  private static final int DRAFT_CHANNELS = 3 * GuideConfig.SCALE * GuideConfig.SCALE;

  /** Checks ranges. */
  public GuidedNetConfig {
    require(latentChannels > 0, "latent_channels must be positive, not " + latentChannels);
    require(channels > 0 && channels % 2 == 0, "channels must be even, not " + channels);
    require(trunkBlocks >= 0, "trunk_blocks must not be negative, not " + trunkBlocks);
    require(blocks > 0 || trunkBlocks == 0, "a network without blocks has no trunk_blocks either");
    require(blocks >= 0, "blocks must not be negative, not " + blocks);
    require(draftBlocks >= 0, "draft_blocks must not be negative, not " + draftBlocks);
    require(
        draftBlocks == 0 || (blocks > 0 && !guide.picture()),
        "draft_blocks takes the place of the guide's picture: set guide.picture to false, and"
            + " blocks above 0");
    require(
        draftBlocks == 0 || latentChannels == DRAFT_CHANNELS,
        "draft_blocks needs latent_channels "
            + DRAFT_CHANNELS
            + ", those of a picture on the small picture's grid, not "
            + latentChannels);
    require(detail >= 0 && detail <= 8, "detail, in pixels, must be 0 to 8, not " + detail);
    require(
        detail == 0 || draftBlocks > 0 || (blocks > 0 && guide.picture()),
        "detail comes from a picture as y: it needs guide.picture or draft_blocks, and blocks");
    require(
        detailLimit >= 0 && detailLimit <= LEVELS,
        "detail_limit, in levels, must be 0 to 255, not " + detailLimit);
    require(
        whole.isEmpty() || (detail > 0 && whole.get().detail() > detail),
        "whole.detail, in pixels, goes on above detail: it must be larger, and detail above 0");
    require(lateSteps >= 0, "late_steps must not be negative, not " + lateSteps);
  }

  /** A network that leaves drawing to its guide. */
  public GuidedNetConfig(
      int latentChannels,
      int channels,
      int trunkBlocks,
      int blocks,
      int lateSteps,
      GuideConfig guide) {
    this(
        latentChannels, channels, trunkBlocks, blocks, lateSteps, guide, 0, 0, 0, Optional.empty());
  }

  /** Whether what the network puts out counts from the bicubic enlargement and not from y. */
  public boolean countsFromEnlargement() {
    return drafts() || detail > 0;
  }

  /** Whether the network draws the chain's low-quality end itself. */
  public boolean drafts() {
    return draftBlocks > 0;
  }

  @Override
  public int inChannels() {
    return latentChannels;
  }

  @Override
  public int outChannels() {
    return latentChannels;
  }

  @Override
  public int latentMultiple() {
    return 1;
  }

  @Override
  public ConditionConfig condition() {
    return guide;
  }

  @Override
  public boolean hasWeights() {
    return blocks > 0;
  }

  @Override
  public boolean local() {
    return true;
  }

  @Override
  public long valuesPerPosition() {
    long dense = guide.channels() + 4L * guide.growth();
    long steps = 6L * channels + 8L * latentChannels;
    long blur = detail > 0 ? BLUR_COPIES * latentChannels : 0;
    return DENSE_COPIES * dense + steps + blur;
  }

  @Override
  public DenoiserNetwork load(WeightSource source, Placement placement) {
    return GuidedNet.load(this, source, placement);
  }

  @Override
  public DenoiserNetwork load(
      WeightSource source, Optional<ByteRanges> ranges, Placement placement) {
    return GuidedNet.load(this, source, ranges, placement);
  }

  @Override
  public DenoiserNetwork initialise(long seed, Placement placement) {
    return GuidedNet.initialise(this, seed, placement);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
