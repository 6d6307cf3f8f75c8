package io.github.resshift.diffusion;

import io.github.resshift.config.Kind;
import java.util.Locale;

/**
 * Settings of the usual chain from pure noise (Ho, Jain and Abbeel 2020): the low-quality picture
 * is no end of it but a condition of the network alone. What shifted residuals are compared with.
 *
 * @param scale super-resolution factor {@code sf}: 1 to 16
 * @param steps T, at least 1
 * @param betaStart variance that the first step adds, in (0, 1)
 * @param betaEnd variance that the last step adds, in (0, 1), at least {@code betaStart}; between
 *     them it grows in a line
 * @param eta share of fresh noise in the steps of sampling, in [0, 1]: 0 is DDIM, 1 DDPM (Song,
 *     Meng and Ermon 2021)
 * @param predictType meaning of the network's output
 * @param scaleFactor multiplies latents after encoding
 */
@Kind("noise")
public record NoiseConfig(
    int scale,
    int steps,
    double betaStart,
    double betaEnd,
    double eta,
    PredictType predictType,
    double scaleFactor)
    implements ChainConfig {
  /** Share of the clean picture's variance that the last step may leave. */
  private static final double MOST_LEFT = 0.01;

  /** Checks ranges, and that the end of the chain is noise. */
  public NoiseConfig {
    require(scale >= 1 && scale <= 16, "sf must be 1..16, not " + scale);
    require(steps >= 1 && steps <= 10_000, "steps must be 1..10000, not " + steps);
    require(betaStart > 0 && betaStart < 1, "beta_start must be in (0, 1), not " + betaStart);
    require(
        betaEnd >= betaStart && betaEnd < 1,
        "beta_end must be from beta_start %s to below 1, not %s".formatted(betaStart, betaEnd));
    require(eta >= 0 && eta <= 1, "ddim_eta must be in [0, 1], not " + eta);
    require(scaleFactor > 0, "scale_factor must be positive, not " + scaleFactor);
    require(
        predictType != PredictType.EPSILON_SCALE,
        "predict_type of a chain from noise must be xstart, residual or epsilon");
    double left = NoiseSchedule.left(steps, betaStart, betaEnd);
    require(
        left <= MOST_LEFT,
        String.format(
            Locale.ROOT,
            "the last of %d steps keeps %.3f of the picture's variance, which is no noise to begin"
                + " with: raise steps or beta_end until it is at most %s",
            steps,
            left,
            MOST_LEFT));
  }

  @Override
  public NoiseProcess process() {
    return new NoiseProcess(this, NoiseSchedule.of(this));
  }

  @Override
  public NoiseProcess sampling(int count) {
    return new NoiseProcess(this, NoiseSchedule.sampling(this, count));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
