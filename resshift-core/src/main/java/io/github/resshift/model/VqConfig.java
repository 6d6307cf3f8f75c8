package io.github.resshift.model;

import java.util.List;

/**
 * Settings of the VQ autoencoder (METHOD section 5); names are those of the published
 * configurations in Java spelling.
 *
 * @param embedDim width of a code ({@code embed_dim})
 * @param codes number of codes ({@code n_embed})
 * @param zChannels channels of a latent before {@code quant_conv}
 * @param resolution nominal side of a picture; only decides where {@code attnResolutions} apply
 * @param inChannels channels of a picture
 * @param outChannels channels of a decoded picture
 * @param channels base width ({@code ch})
 * @param channelMult width of each level as a multiple of the base, finest first
 * @param numResBlocks residual blocks of each level, as many entries as levels
 * @param attnResolutions resolutions with attention besides the middle
 * @param dropout dropout rate in training
 */
public record VqConfig(
    int embedDim,
    int codes,
    int zChannels,
    int resolution,
    int inChannels,
    int outChannels,
    int channels,
    List<Integer> channelMult,
    List<Integer> numResBlocks,
    List<Integer> attnResolutions,
    double dropout)
    implements FirstStageConfig {
  /** Checks that the lists belong together and that 32 normalisation groups fit. */
  public VqConfig {
    channelMult = List.copyOf(channelMult);
    numResBlocks = List.copyOf(numResBlocks);
    attnResolutions = List.copyOf(attnResolutions);
    if (channelMult.isEmpty() || channelMult.size() != numResBlocks.size()) {
      throw new IllegalArgumentException(
          "num_res_blocks must have one entry a level: ch_mult has "
              + channelMult.size()
              + ", num_res_blocks has "
              + numResBlocks.size());
    }
    if (channels < 32 || channels % 32 != 0) {
      throw new IllegalArgumentException("ch must be a multiple of 32, not " + channels);
    }
  }

  @Override
  public int factor() {
    return 1 << (channelMult.size() - 1);
  }

  @Override
  public int latentChannels() {
    return embedDim;
  }
}
