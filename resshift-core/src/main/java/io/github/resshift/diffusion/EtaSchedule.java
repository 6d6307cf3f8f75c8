package io.github.resshift.diffusion;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The shifting schedule eta_t and what follows from it, in float64; index 0 is t = 1 of the paper.
 * Immutable: the arrays are not to be changed.
 *
 * @param kappa noise amplitude
 * @param steps original step number of each index, which the network sees
 * @param sqrtEtas sqrt(eta_t), increasing
 * @param etas eta_t
 * @param etasPrevious eta_{t-1}, 0 at first
 * @param alphas a_t = eta_t - eta_{t-1}
 * @param posteriorVariance kappa^2 (eta_{t-1} / eta_t) a_t
 * @param posteriorVarianceClipped the same with the first entry replaced by the second
 * @param posteriorLogVariance log of the clipped variance
 * @param meanCoefXt eta_{t-1} / eta_t, weight of x_t in the posterior mean
 * @param meanCoefX0 a_t / eta_t, weight of x0 in the posterior mean
 */
public record EtaSchedule(
    double kappa,
    int[] steps,
    double[] sqrtEtas,
    double[] etas,
    double[] etasPrevious,
    double[] alphas,
    double[] posteriorVariance,
    double[] posteriorVarianceClipped,
    double[] posteriorLogVariance,
    double[] meanCoefXt,
    double[] meanCoefX0) {

  /**
   * The schedule of a configuration, with its {@code timestep_respacing} (docs/method.md section
   * 2).
   */
  public static EtaSchedule of(DiffusionConfig config) {
    EtaSchedule full = full(config);
    return config
        .timestepRespacing()
        .map(
            k ->
                full.keep(
                    IntStream.range(0, k)
                        .map(i -> (int) ((double) config.steps() / k * i))
                        .toArray()))
        .orElse(full);
  }

  /**
   * The schedule of sampling in {@code count} of the configured steps. The kept steps are spread
   * evenly and always include the last one, from which the chain starts; one step is SinSR's single
   * call at t = T - 1 (docs/method.md section 9, item 12).
   *
   * @throws IllegalArgumentException if {@code count} is not 1..T
   */
  public static EtaSchedule sampling(DiffusionConfig config, int count) {
    EtaSchedule base = of(config);
    int total = base.size();
    int[] kept = KeptSteps.evenly(total, count);
    return count == total ? base : base.keep(kept);
  }

  /** Number of steps of this schedule. */
  public int size() {
    return etas.length;
  }

  private static EtaSchedule full(DiffusionConfig config) {
    int total = config.steps();
    double first = Math.min(config.minNoiseLevel() / config.kappa(), config.minNoiseLevel());
    double last = config.etasEnd();
    double[] sqrtEtas = new double[total];
    if (total == 1) {
      // The formula divides by zero; the only step is the end of the chain.
      sqrtEtas[0] = last;
    } else {
      double base = Math.exp(Math.log(last / first) / (total - 1));
      for (int t = 0; t < total; t++) {
        double beta = Math.pow((double) t / (total - 1), config.power()) * (total - 1);
        sqrtEtas[t] = Math.pow(base, beta) * first;
      }
    }
    return derive(config.kappa(), IntStream.range(0, total).toArray(), sqrtEtas);
  }

  private EtaSchedule keep(int[] indices) {
    int[] kept = Arrays.stream(indices).map(i -> steps[i]).toArray();
    double[] roots = Arrays.stream(indices).mapToDouble(i -> sqrtEtas[i]).toArray();
    return derive(kappa, kept, roots);
  }

  private static EtaSchedule derive(double kappa, int[] steps, double[] sqrtEtas) {
    int total = sqrtEtas.length;
    double[] etas = new double[total];
    double[] previous = new double[total];
    double[] alphas = new double[total];
    double[] variance = new double[total];
    double[] coefXt = new double[total];
    double[] coefX0 = new double[total];
    for (int t = 0; t < total; t++) {
      etas[t] = sqrtEtas[t] * sqrtEtas[t];
      previous[t] = t == 0 ? 0 : etas[t - 1];
      alphas[t] = etas[t] - previous[t];
      coefXt[t] = previous[t] / etas[t];
      coefX0[t] = alphas[t] / etas[t];
      variance[t] = kappa * kappa * coefXt[t] * alphas[t];
    }
    double[] clipped = variance.clone();
    if (total > 1) {
      clipped[0] = clipped[1];
    }
    double[] logVariance = Arrays.stream(clipped).map(Math::log).toArray();
    return new EtaSchedule(
        kappa,
        steps,
        sqrtEtas,
        etas,
        previous,
        alphas,
        variance,
        clipped,
        logVariance,
        coefXt,
        coefX0);
  }
}
