package io.github.resshift.train.stage;

import io.github.resshift.model.Autoencoder;
import io.github.resshift.model.KlAutoencoder;
import io.github.resshift.model.VqAutoencoder;
import io.github.resshift.train.optimiser.AdamW;
import io.github.resshift.train.optimiser.Ema;
import io.github.resshift.train.parallel.Team;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What lies between encoder and decoder while an autoencoder is trained: from what the encoder says
 * it makes the latent that is decoded, and the terms of the loss that hold latents together. Its
 * parts of an iteration are called in the order {@link #begin}, {@link #pass} for each micro-batch,
 * {@link #finish}. One thread at a time; it owns its tensors.
 */
interface Bottleneck extends AutoCloseable {
  /**
   * Some samples on their way.
   *
   * @param latent what is decoded [n, C, h, w]; gradients pass through it to the encoder
   * @param terms of the loss, before weighting, each [n]
   * @param penalty their weighted sum [n]
   */
  record Passed(Tensor latent, Map<String, Tensor> terms, Tensor penalty) {}

  /** The bottleneck of a kind of autoencoder; {@code seed} that of the run. */
  static Bottleneck of(Autoencoder autoencoder, BottleneckConfig config, long seed) {
    if (autoencoder instanceof VqAutoencoder vq && config instanceof CodebookConfig codebook) {
      return new CodeBottleneck(vq, codebook, seed);
    }
    if (autoencoder instanceof KlAutoencoder kl && config instanceof DivergenceConfig divergence) {
      return new GaussianBottleneck(kl, divergence, seed);
    }
    throw new IllegalArgumentException(config + " does not belong to " + autoencoder.getClass());
  }

  /**
   * Begins an iteration.
   *
   * @param size samples of the whole batch
   * @param height of a latent
   * @param width of a latent
   */
  void begin(long iteration, int size, long height, long width);

  /**
   * Takes some samples through, with gradients.
   *
   * @param encoded what {@link Autoencoder#encoded} gave, as float32
   * @param first place of the first sample in the whole batch
   * @param values values of one picture
   */
  Passed pass(Tensor encoded, int first, long values);

  /**
   * Ends an iteration, when the weights and their average have made their step.
   *
   * @return how the whole batch used the latents
   */
  LatentUse finish(long iteration, Team team, AdamW optimiser, Ema ema);

  /** What a checkpoint needs of it beside the weights. */
  Map<String, Tensor> tensors();

  @Override
  void close();
}
