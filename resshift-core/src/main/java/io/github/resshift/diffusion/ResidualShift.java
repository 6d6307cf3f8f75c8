package io.github.resshift.diffusion;

import static io.github.resshift.diffusion.Coefficients.at;

import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The operations of the chain on tensors [N, C, h, w], each sample with an index t into the
 * schedule (docs/method.md sections 1 to 3). Coefficients are float64 and are rounded to float32
 * where they meet tensors (section 9, item 9). Immutable and thread-safe.
 */
public final class ResidualShift implements DiffusionProcess {
  private final DiffusionConfig config;
  private final EtaSchedule schedule;

  /** The chain of a configuration on one of its schedules. */
  public ResidualShift(DiffusionConfig config, EtaSchedule schedule) {
    this.config = config;
    this.schedule = schedule;
  }

  /** The chain of a configuration on its own schedule. */
  public ResidualShift(DiffusionConfig config) {
    this(config, EtaSchedule.of(config));
  }

  @Override
  public DiffusionConfig config() {
    return config;
  }

  /** The schedule. */
  public EtaSchedule schedule() {
    return schedule;
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
  public boolean drawsNoise(int t) {
    return t > 0;
  }

  /**
   * Mean of q(x_t | x0, y): x0 + eta_t (y - x0) (M2 of docs/method.md, equation 2 of the paper).
   */
  public Tensor forwardMean(Tensor x0, Tensor y, long[] t) {
    return Scope.keep(() -> x0.add(y.sub(x0).mul(at(schedule.etas(), t, x0))));
  }

  /**
   * A draw from q(x_t | x0, y), with standard normal {@code noise} (M2 of docs/method.md, equation
   * 2 of the paper).
   */
  @Override
  public Tensor forwardSample(Tensor x0, Tensor y, long[] t, Tensor noise) {
    return Scope.keep(() -> forwardMean(x0, y, t).add(noise.mul(at(forwardDeviations(), t, x0))));
  }

  /** Variance of q(x_t | x0, y), kappa^2 eta_t, broadcast to the shape of {@code like}. */
  public Tensor forwardVariance(long[] t, Tensor like) {
    double k2 = schedule.kappa() * schedule.kappa();
    double[] variance = new double[schedule.size()];
    for (int i = 0; i < variance.length; i++) {
      variance[i] = schedule.etas()[i] * k2;
    }
    return Scope.keep(() -> at(variance, t, like).expand_as(like).contiguous());
  }

  /** The starting point x_T = y + kappa sqrt(eta_T) n. */
  @Override
  public Tensor prior(Tensor y, Tensor noise) {
    double deviation = schedule.kappa() * schedule.sqrtEtas()[schedule.size() - 1];
    return Scope.keep(() -> y.add(noise.mul(new Scalar((float) deviation))));
  }

  /** Mean of q(x_{t-1} | x_t, x0, y) (M4 of docs/method.md). */
  @Override
  public Tensor posteriorMean(Tensor x0, Tensor xt, long[] t) {
    return Scope.keep(
        () ->
            xt.mul(at(schedule.meanCoefXt(), t, xt)).add(x0.mul(at(schedule.meanCoefX0(), t, xt))));
  }

  /** Variance of q(x_{t-1} | x_t, x0, y), unclipped, broadcast to the shape of {@code like}. */
  public Tensor posteriorVariance(long[] t, Tensor like) {
    return Scope.keep(() -> at(schedule.posteriorVariance(), t, like).expand_as(like).contiguous());
  }

  /** Log of the clipped posterior variance, broadcast to the shape of {@code like}. */
  public Tensor posteriorLogVariance(long[] t, Tensor like) {
    return Scope.keep(
        () -> at(schedule.posteriorLogVariance(), t, like).expand_as(like).contiguous());
  }

  /** What the network sees of x_t (docs/method.md section 3). */
  @Override
  public Tensor scaleInput(Tensor xt, long[] t) {
    if (!config.normalizeInput()) {
      return new Tensor(xt);
    }
    double[] divisor = new double[schedule.size()];
    for (int i = 0; i < divisor.length; i++) {
      double deviation = schedule.kappa() * schedule.sqrtEtas()[i];
      divisor[i] = config.latentFlag() ? Math.sqrt(deviation * deviation + 1) : 3 * deviation + 1;
    }
    return Scope.keep(() -> xt.div(at(divisor, t, xt)));
  }

  /**
   * The predicted x0 from the network's output, by the configured predict type (docs/method.md
   * section 1).
   *
   * @param output of the network
   */
  @Override
  public Tensor predictedStart(Tensor output, Tensor xt, Tensor y, long[] t) {
    return Scope.keep(
        () ->
            switch (config.predictType()) {
              case XSTART -> new Tensor(output);
              case RESIDUAL -> y.sub(output);
              case EPSILON -> fromNoise(output.mul(at(forwardDeviations(), t, xt)), xt, y, t);
              case EPSILON_SCALE -> fromNoise(output, xt, y, t);
            });
  }

  /** The standard normal noise that x_t would hold if x0 were the start. */
  public Tensor noiseOf(Tensor x0, Tensor xt, Tensor y, long[] t) {
    return Scope.keep(() -> xt.sub(forwardMean(x0, y, t)).div(at(forwardDeviations(), t, xt)));
  }

  /**
   * One reverse step: posterior mean plus exp(0.5 logvar) n, without noise at t = 0.
   *
   * @param x0 the prediction, clipped already where it is to be
   */
  @Override
  public Tensor reverseStep(Tensor x0, Tensor xt, long[] t, Tensor noise) {
    double[] deviation = new double[schedule.size()];
    for (int i = 1; i < deviation.length; i++) {
      deviation[i] = Math.exp(0.5 * (float) schedule.posteriorLogVariance()[i]);
    }
    return Scope.keep(() -> posteriorMean(x0, xt, t).add(noise.mul(at(deviation, t, xt))));
  }

  /**
   * A step without fresh noise: the noise that x_t holds if x0 is the start, at the level of the
   * step before; x0 itself at t = 0. So the chain is a function of its beginning (Wang et al. 2024,
   * SinSR).
   */
  public Tensor deterministicStep(Tensor x0, Tensor xt, Tensor y, long[] t) {
    double[] ratio = new double[schedule.size()];
    for (int i = 0; i < ratio.length; i++) {
      ratio[i] = Math.sqrt(schedule.meanCoefXt()[i]);
    }
    return Scope.keep(
        () -> {
          Tensor shift = y.sub(x0);
          Tensor noise = xt.sub(x0).sub(shift.mul(at(schedule.etas(), t, xt)));
          return x0.add(shift.mul(at(schedule.etasPrevious(), t, xt)))
              .add(noise.mul(at(ratio, t, xt)));
        });
  }

  /** What the network is trained to put out. */
  @Override
  public Tensor target(Tensor x0, Tensor y, Tensor noise, long[] t) {
    return Scope.keep(
        () ->
            switch (config.predictType()) {
              case XSTART -> new Tensor(x0);
              case RESIDUAL -> y.sub(x0);
              case EPSILON -> new Tensor(noise);
              case EPSILON_SCALE -> noise.mul(at(forwardDeviations(), t, x0));
            });
  }

  /**
   * The training loss of each sample: mean squared error over C, h, w, weighted where the
   * configuration says so (docs/method.md section 1).
   *
   * @return float32 [N]
   */
  @Override
  public Tensor mse(Tensor output, Tensor target, long[] t) {
    return Scope.keep(
        () -> {
          Tensor each = Coefficients.squares(output, target);
          return each.mul(at(lossWeights(), t, each));
        });
  }

  /** Weight of the loss at each index. */
  public double[] lossWeights() {
    double[] weights = new double[schedule.size()];
    double k2 = schedule.kappa() * schedule.kappa();
    for (int i = 0; i < weights.length; i++) {
      double weight = config.weightedMse() ? posteriorWeight(i) : 1;
      if (config.predictType() == PredictType.EPSILON_SCALE) {
        weight /= k2 * schedule.etas()[i];
      }
      weights[i] = weight;
    }
    return weights;
  }

  private double posteriorWeight(int i) {
    double base =
        0.5
            / schedule.posteriorVarianceClipped()[i]
            * schedule.meanCoefX0()[i]
            * schedule.meanCoefX0()[i];
    double eta = schedule.etas()[i];
    double k2 = schedule.kappa() * schedule.kappa();
    return switch (config.predictType()) {
      case XSTART, RESIDUAL -> base;
      case EPSILON, EPSILON_SCALE -> base * k2 * eta / ((1 - eta) * (1 - eta));
    };
  }

  private Tensor fromNoise(Tensor scaledNoise, Tensor xt, Tensor y, long[] t) {
    double[] divisor = new double[schedule.size()];
    for (int i = 0; i < divisor.length; i++) {
      divisor[i] = (float) 1 - (float) schedule.etas()[i];
    }
    return xt.sub(scaledNoise).sub(y.mul(at(schedule.etas(), t, xt))).div(at(divisor, t, xt));
  }

  private double[] forwardDeviations() {
    double[] deviations = new double[schedule.size()];
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = schedule.kappa() * schedule.sqrtEtas()[i];
    }
    return deviations;
  }
}
