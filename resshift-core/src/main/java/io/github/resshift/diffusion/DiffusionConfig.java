package io.github.resshift.diffusion;

import java.util.Optional;

/**
 * Settings of the chain of shifted residuals (docs/method.md sections 1 to 3).
 *
 * @param scale super-resolution factor {@code sf}: 1, 2, 3, 4 or 8
 * @param steps T, at least 1
 * @param etasEnd sqrt(eta_T), in (0, 1]
 * @param minNoiseLevel positive
 * @param kappa noise amplitude, positive
 * @param power p of the exponential schedule, positive
 * @param weightedMse whether the loss is weighted by the posterior's coefficients
 * @param predictType meaning of the network's output
 * @param timestepRespacing number of kept steps, by the published formula
 * @param scaleFactor multiplies latents after encoding
 * @param normalizeInput whether x_t is scaled before the network sees it
 * @param latentFlag whether that scaling is the one for latents or for pixels
 */
public record DiffusionConfig(
    int scale,
    int steps,
    double etasEnd,
    double minNoiseLevel,
    double kappa,
    double power,
    boolean weightedMse,
    PredictType predictType,
    Optional<Integer> timestepRespacing,
    double scaleFactor,
    boolean normalizeInput,
    boolean latentFlag)
    implements ChainConfig {
  /** Checks ranges. */
  public DiffusionConfig {
    require(scale >= 1 && scale <= 16, "sf must be 1..16, not " + scale);
    require(steps >= 1 && steps <= 10_000, "steps must be 1..10000, not " + steps);
    require(etasEnd > 0 && etasEnd <= 1, "etas_end must be in (0, 1], not " + etasEnd);
    require(minNoiseLevel > 0, "min_noise_level must be positive, not " + minNoiseLevel);
    require(kappa > 0, "kappa must be positive, not " + kappa);
    require(power > 0, "power must be positive, not " + power);
    require(scaleFactor > 0, "scale_factor must be positive, not " + scaleFactor);
    timestepRespacing.ifPresent(
        k ->
            require(k >= 1 && k <= steps, "timestep_respacing must be 1.." + steps + ", not " + k));
  }

  @Override
  public ResidualShift process() {
    return new ResidualShift(this);
  }

  @Override
  public ResidualShift sampling(int count) {
    return new ResidualShift(this, EtaSchedule.sampling(this, count));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
