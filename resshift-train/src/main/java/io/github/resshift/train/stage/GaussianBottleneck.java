package io.github.resshift.train.stage;

import io.github.resshift.model.DiagonalGaussian;
import io.github.resshift.model.KlAutoencoder;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.Seeds;
import io.github.resshift.train.optimiser.AdamW;
import io.github.resshift.train.optimiser.Ema;
import io.github.resshift.train.parallel.Team;
import java.util.Map;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Latents drawn from the encoder's distributions (Kingma and Welling 2014), which their divergence
 * from the standard normal holds near it. The divergence of a sample is summed over its latent and
 * divided by the number of values of its picture: then the other terms, which are means over the
 * picture, and the usual small weight mean the same as where both are sums (Rombach et al. 2022),
 * and the size of the crops does not matter. The noise is a function of seed and iteration.
 */
final class GaussianBottleneck implements Bottleneck {
  private final int channels;
  private final DivergenceConfig config;
  private final long seed;
  private Tensor noise;
  private double sum;
  private double squares;
  private double count;

  GaussianBottleneck(KlAutoencoder autoencoder, DivergenceConfig config, long seed) {
    this.channels = autoencoder.latentChannels();
    this.config = config;
    this.seed = seed;
  }

  @Override
  public void begin(long iteration, int size, long height, long width) {
    // Noise of the whole batch, so that it does not depend on the number of processes.
    noise =
        torch.randn(
            new long[] {size, channels, height, width},
            new GeneratorOptional(torch.make_generator_cpu(Seeds.mix(seed, iteration))));
    sum = 0;
    squares = 0;
    count = 0;
  }

  @Override
  public Passed pass(Tensor moments, int first, long values) {
    DiagonalGaussian latents = new DiagonalGaussian(moments);
    Tensor mode = latents.mode().detach();
    sum += Tensors.item(mode.sum());
    squares += Tensors.item(mode.pow(new Scalar(2)).sum());
    count += mode.numel();
    Tensor divergence = latents.divergence().div(new Scalar((double) values));
    Tensor here =
        noise.narrow(0, first, moments.size(0)).to(moments.device(), moments.scalar_type());
    return new Passed(
        latents.sample(here),
        Map.of("kl", divergence),
        divergence.mul(new Scalar(config.weight())));
  }

  @Override
  public LatentUse finish(long iteration, Team team, AdamW optimiser, Ema ema) {
    double all = team.sum(count);
    double mean = team.sum(sum) / all;
    return new LatentUse.Spread(Math.sqrt(Math.max(0, team.sum(squares) / all - mean * mean)));
  }

  @Override
  public Map<String, Tensor> tensors() {
    return Map.of();
  }

  @Override
  public void close() {
    // What it holds belongs to the iteration's scope.
  }
}
