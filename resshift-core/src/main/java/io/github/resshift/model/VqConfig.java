package io.github.resshift.model;

import io.github.resshift.config.Kind;
import java.util.List;

/**
 * Settings of the VQ autoencoder (docs/method.md section 5); names are those of the published
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
@Kind("vq")
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
    implements AutoencoderConfig {
  /** Checks as {@link AutoencoderConfig#check}. */
  public VqConfig {
    channelMult = List.copyOf(channelMult);
    numResBlocks = List.copyOf(numResBlocks);
    attnResolutions = List.copyOf(attnResolutions);
    AutoencoderConfig.check(channels, channelMult, numResBlocks);
  }
}
