package io.github.resshift.model;

import java.util.List;

/**
 * Settings that all autoencoders share (docs/method.md section 5); names are those of the published
 * configurations in Java spelling.
 */
public sealed interface AutoencoderConfig extends FirstStageConfig permits VqConfig, KlConfig {
  /** Channels of a latent ({@code embed_dim}). */
  int embedDim();

  /** Channels of a latent before {@code quant_conv}. */
  int zChannels();

  /** Nominal side of a picture; only decides where {@link #attnResolutions} apply. */
  int resolution();

  /** Channels of a picture. */
  int inChannels();

  /** Channels of a decoded picture. */
  int outChannels();

  /** Base width ({@code ch}). */
  int channels();

  /** Width of each level as a multiple of the base, finest first. */
  List<Integer> channelMult();

  /** Residual blocks of each level, as many entries as levels. */
  List<Integer> numResBlocks();

  /** Resolutions with attention besides the middle. */
  List<Integer> attnResolutions();

  /** Dropout rate in training. */
  double dropout();

  @Override
  default int factor() {
    return 1 << (channelMult().size() - 1);
  }

  @Override
  default int latentChannels() {
    return embedDim();
  }

  /** Checks that the lists belong together and that 32 normalisation groups fit. */
  static void check(int channels, List<Integer> channelMult, List<Integer> numResBlocks) {
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
}
