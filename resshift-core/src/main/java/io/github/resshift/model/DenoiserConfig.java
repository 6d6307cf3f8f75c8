package io.github.resshift.model;

import io.github.resshift.nn.ByteRanges;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.WeightSource;
import java.util.Optional;

/** Which denoiser a model uses, and all that others need to know of it without its weights. */
public sealed interface DenoiserConfig permits SwinUNetConfig, GuidedNetConfig {
  /** Channels of x_t. */
  int inChannels();

  /** Channels of the prediction. */
  int outChannels();

  /** Height and width of a latent must be multiples of this. */
  int latentMultiple();

  /** What it is told beside x_t. */
  ConditionConfig condition();

  /** Whether the network has weights; one without puts out nothing. */
  default boolean hasWeights() {
    return true;
  }

  /**
   * Whether every position depends on a bounded neighbourhood alone. A tile of such a network can
   * run its whole chain by itself.
   */
  boolean local();

  /**
   * Values that are alive at once for each latent position, measured (docs/benchmarks.md); its
   * guide is counted in.
   */
  long valuesPerPosition();

  /**
   * Loads a network.
   *
   * @throws io.github.resshift.weights.CheckpointException if the tensors do not fit
   */
  DenoiserNetwork load(WeightSource source, Placement placement);

  /**
   * The same with the ranges of activations of a guide's kind, for networks that have such blocks;
   * the others ignore them.
   */
  default DenoiserNetwork load(
      WeightSource source, Optional<ByteRanges> ranges, Placement placement) {
    return load(source, placement);
  }

  /** Makes a network with fresh weights, a function of the seed alone. */
  DenoiserNetwork initialise(long seed, Placement placement);
}
