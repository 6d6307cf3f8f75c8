package io.github.resshift.diffusion;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How much of the clean picture is left at each step of a chain from noise, and what follows from
 * it, in float64. Immutable: the arrays are not to be changed.
 *
 * @param steps original step number of each index, which the network sees
 * @param alphaBars product of 1 - beta up to each step: the share of the picture's variance that is
 *     left
 * @param deviations of the fresh noise in the step of sampling from each index (Song et al. 2021,
 *     equation 16)
 * @param meanCoefXt weight of x_t in the mean of that step (equation 12)
 * @param meanCoefX0 weight of the predicted x0 in it
 */
record NoiseSchedule(
    int[] steps,
    double[] alphaBars,
    double[] deviations,
    double[] meanCoefXt,
    double[] meanCoefX0) {

  /** All steps of a configuration. */
  static NoiseSchedule of(NoiseConfig config) {
    return keep(config, IntStream.range(0, config.steps()).toArray());
  }

  /** Sampling in {@code count} of the configured steps. */
  static NoiseSchedule sampling(NoiseConfig config, int count) {
    return keep(config, KeptSteps.evenly(config.steps(), count));
  }

  /** Share of the picture's variance that is left at the end. */
  static double left(int steps, double betaStart, double betaEnd) {
    return alphaBars(steps, betaStart, betaEnd)[steps - 1];
  }

  int size() {
    return steps.length;
  }

  private static double[] alphaBars(int steps, double betaStart, double betaEnd) {
    double[] bars = new double[steps];
    double bar = 1;
    for (int t = 0; t < steps; t++) {
      double beta = steps == 1 ? betaEnd : betaStart + (betaEnd - betaStart) * t / (steps - 1);
      bar *= 1 - beta;
      bars[t] = bar;
    }
    return bars;
  }

  private static NoiseSchedule keep(NoiseConfig config, int[] kept) {
    double[] all = alphaBars(config.steps(), config.betaStart(), config.betaEnd());
    double[] bars = Arrays.stream(kept).mapToDouble(i -> all[i]).toArray();
    double[] deviations = new double[kept.length];
    double[] coefXt = new double[kept.length];
    double[] coefX0 = new double[kept.length];
    for (int t = 0; t < kept.length; t++) {
      double bar = bars[t];
      double before = t == 0 ? 1 : bars[t - 1];
      deviations[t] =
          config.eta() * Math.sqrt((1 - before) / (1 - bar)) * Math.sqrt(1 - bar / before);
      double direction = Math.sqrt(1 - before - deviations[t] * deviations[t]);
      coefXt[t] = direction / Math.sqrt(1 - bar);
      coefX0[t] = Math.sqrt(before) - coefXt[t] * Math.sqrt(bar);
    }
    return new NoiseSchedule(kept, bars, deviations, coefXt, coefX0);
  }
}
