package io.github.resshift.model;

import io.github.resshift.config.Kind;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.util.List;

/**
 * Settings of the denoiser (docs/method.md section 4); names are those of the published
 * configurations in Java spelling.
 *
 * @param imageSize nominal side of a latent; decides window sizes and shifts, not what sizes can
 *     run
 * @param inChannels channels of x_t
 * @param modelChannels base width, a multiple of 32
 * @param outChannels channels of the prediction
 * @param attentionResolutions nominal sides at which a level has Swin layers
 * @param dropout dropout rate in training, 0..1
 * @param channelMult width of each level as a multiple of the base, finest first
 * @param numResBlocks residual blocks of each level, as many entries as levels
 * @param numHeads heads of attention, used where {@code numHeadChannels} is -1
 * @param numHeadChannels width of a head, or -1
 * @param swinDepth Swin blocks in a layer; odd ones are shifted
 * @param swinEmbedDim width inside a Swin layer
 * @param windowSize side of an attention window in latent positions
 * @param mlpRatio hidden width of the MLP as a multiple of {@code swinEmbedDim}
 * @param condLq whether the low-quality picture is a condition
 * @param condMask whether a mask is a fourth channel of the condition
 * @param lqSize nominal side of the condition: {@code imageSize} times a power of two
 */
@Kind("swin-unet")
public record SwinUNetConfig(
    int imageSize,
    int inChannels,
    int modelChannels,
    int outChannels,
    List<Integer> attentionResolutions,
    double dropout,
    List<Integer> channelMult,
    List<Integer> numResBlocks,
    int numHeads,
    int numHeadChannels,
    int swinDepth,
    int swinEmbedDim,
    int windowSize,
    double mlpRatio,
    boolean condLq,
    boolean condMask,
    int lqSize)
    implements DenoiserConfig {
  /** Values of the widest level and of what waits for it, for each base channel. */
  private static final long VALUES_PER_CHANNEL = 52;

  /** Checks ranges and that the parts fit together. */
  public SwinUNetConfig {
    attentionResolutions = List.copyOf(attentionResolutions);
    channelMult = List.copyOf(channelMult);
    numResBlocks = List.copyOf(numResBlocks);
    require(imageSize > 0, "image_size must be positive, not " + imageSize);
    require(
        !channelMult.isEmpty() && channelMult.size() == numResBlocks.size(),
        "num_res_blocks must have one entry a level: channel_mult has "
            + channelMult.size()
            + ", num_res_blocks has "
            + numResBlocks.size());
    require(
        modelChannels > 0 && modelChannels % 32 == 0,
        "model_channels must be a multiple of 32, not " + modelChannels);
    require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), not " + dropout);
    int headWidth = numHeadChannels == -1 ? swinEmbedDim / Math.max(1, numHeads) : numHeadChannels;
    require(
        headWidth > 0 && swinEmbedDim % headWidth == 0,
        "swin_embed_dim " + swinEmbedDim + " does not divide into heads of " + headWidth);
    require(swinEmbedDim % 32 == 0, "swin_embed_dim must be a multiple of 32, not " + swinEmbedDim);
    require(windowSize > 0, "window_size must be positive, not " + windowSize);
    require(
        !condLq
            || (lqSize >= imageSize
                && Integer.bitCount(lqSize / imageSize) == 1
                && lqSize % imageSize == 0),
        "lq_size must be image_size times a power of two, not " + lqSize);
    require(!condMask || condLq, "cond_mask needs cond_lq");
  }

  /** Number of attention heads in a Swin block. */
  public int heads() {
    return numHeadChannels == -1 ? numHeads : swinEmbedDim / numHeadChannels;
  }

  /** Channels of the condition as it is given: picture and mask. */
  public int conditionChannels() {
    return condLq ? (condMask ? 4 : 3) : 0;
  }

  @Override
  public ConditionConfig condition() {
    return condLq ? new ConditionConfig.SmallPicture(condMask, lqSize) : new ConditionConfig.None();
  }

  /** {@inheritDoc} Its normalisation looks at a whole tile. */
  @Override
  public boolean local() {
    return false;
  }

  @Override
  public long valuesPerPosition() {
    return VALUES_PER_CHANNEL * modelChannels;
  }

  @Override
  public DenoiserNetwork load(WeightSource source, Placement placement) {
    return SwinUNet.load(this, source, placement);
  }

  @Override
  public DenoiserNetwork initialise(long seed, Placement placement) {
    return SwinUNet.initialise(this, seed, placement);
  }

  /** {@inheritDoc} See docs/method.md section 9, item 4. */
  @Override
  public int latentMultiple() {
    int multiple = 1;
    for (int level = 0; level < channelMult.size(); level++) {
      int nominal = imageSize >> level;
      boolean attends = attentionResolutions.contains(nominal) || level == channelMult.size() - 1;
      int window = attends ? Math.min(windowSize, nominal) : 1;
      multiple = Math.max(multiple, (1 << level) * window);
    }
    return multiple;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
