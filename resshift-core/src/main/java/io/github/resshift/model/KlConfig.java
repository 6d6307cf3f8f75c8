package io.github.resshift.model;

import io.github.resshift.config.Kind;
import java.util.List;

/**
 * Settings of the autoencoder whose latents are normal distributions; names are those of the
 * published configurations of {@code AutoencoderKL} in Java spelling.
 *
 * @param embedDim channels of a latent ({@code embed_dim})
 * @param zChannels channels of a latent before {@code quant_conv}, which sees twice as many
 * @param resolution nominal side of a picture; only decides where {@code attnResolutions} apply
 * @param inChannels channels of a picture
 * @param outChannels channels of a decoded picture
 * @param channels base width ({@code ch})
 * @param channelMult width of each level as a multiple of the base, finest first
 * @param numResBlocks residual blocks of each level, as many entries as levels
 * @param attnResolutions resolutions with attention besides the middle
 * @param dropout dropout rate in training
 */
@Kind("kl")
public record KlConfig(
    int embedDim,
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
  public KlConfig {
    channelMult = List.copyOf(channelMult);
    numResBlocks = List.copyOf(numResBlocks);
    attnResolutions = List.copyOf(attnResolutions);
    AutoencoderConfig.check(channels, channelMult, numResBlocks);
  }
}
