package io.github.resshift.diffusion;

import static io.github.resshift.diffusion.Coefficients.at;

import io.github.resshift.tensor.Scope;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * The chain from pure noise: x_t = sqrt(a_t) x0 + sqrt(1 - a_t) n with a_t from 1 down to about 0
 * (Ho et al. 2020, equation 4), sampled by DDIM (Song et al. 2021, equation 12). The low-quality
 * end y takes part only where the network puts out a residual.
 */
public final class NoiseProcess implements DiffusionProcess {
  private final NoiseConfig config;
  private final NoiseSchedule schedule;
  private final double[] signal;
  private final double[] noise;

  NoiseProcess(NoiseConfig config, NoiseSchedule schedule) {
    this.config = config;
    this.schedule = schedule;
    this.signal = each(schedule.alphaBars(), Math::sqrt);
    this.noise = each(schedule.alphaBars(), bar -> Math.sqrt(1 - bar));
  }

  @Override
  public NoiseConfig config() {
    return config;
  }

  @Override
  public int size() {
    return schedule.size();
  }

  @Override
  public int step(int t) {
    return schedule.steps()[t];
  }

  @Override
  public Tensor prior(Tensor y, Tensor noise) {
    return new Tensor(noise);
  }

  @Override
  public Tensor forwardSample(Tensor x0, Tensor y, long[] t, Tensor n) {
    return Scope.keep(() -> x0.mul(at(signal, t, x0)).add(n.mul(at(noise, t, x0))));
  }

  /** The state itself: its variance is at most 1 all along the chain. */
  @Override
  public Tensor scaleInput(Tensor xt, long[] t) {
    return new Tensor(xt);
  }

  @Override
  public Tensor target(Tensor x0, Tensor y, Tensor n, long[] t) {
    return switch (config.predictType()) {
      case XSTART -> new Tensor(x0);
      case RESIDUAL -> y.sub(x0);
      case EPSILON -> new Tensor(n);
      case EPSILON_SCALE -> throw refused();
    };
  }

  @Override
  public Tensor mse(Tensor output, Tensor target, long[] t) {
    return Coefficients.squares(output, target);
  }

  @Override
  public Tensor predictedStart(Tensor output, Tensor xt, Tensor y, long[] t) {
    return Scope.keep(
        () ->
            switch (config.predictType()) {
              case XSTART -> new Tensor(output);
              case RESIDUAL -> y.sub(output);
              case EPSILON -> xt.sub(output.mul(at(noise, t, xt))).div(at(signal, t, xt));
              case EPSILON_SCALE -> throw refused();
            });
  }

  @Override
  public Tensor posteriorMean(Tensor x0, Tensor xt, long[] t) {
    return Scope.keep(
        () ->
            xt.mul(at(schedule.meanCoefXt(), t, xt)).add(x0.mul(at(schedule.meanCoefX0(), t, xt))));
  }

  @Override
  public boolean drawsNoise(int t) {
    return t > 0 && config.eta() > 0;
  }

  @Override
  public Tensor reverseStep(Tensor x0, Tensor xt, long[] t, Tensor n) {
    return Scope.keep(() -> posteriorMean(x0, xt, t).add(n.mul(at(schedule.deviations(), t, xt))));
  }

  private static IllegalStateException refused() {
    return new IllegalStateException("NoiseConfig has refused this");
  }

  private static double[] each(double[] values, DoubleUnaryOperator operator) {
    return Arrays.stream(values).map(operator).toArray();
  }
}
