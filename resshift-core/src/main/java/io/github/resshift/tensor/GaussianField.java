package io.github.resshift.tensor;

import org.bytedeco.pytorch.Tensor;

/**
 * Standard normal noise as a pure function of (seed, step, channel, y, x): a counter-based
 * generator (Philox 4x32-10, Salmon et al. 2011) followed by the inverse normal distribution
 * (Wichura 1988, algorithm AS 241). Tile size, order, batch, threads and device do not change it,
 * and it needs only IEEE arithmetic and {@link StrictMath}, so machines do not either. Immutable
 * and thread-safe.
 */
public final class GaussianField {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final int LANES = 4;

  private final int key0;
  private final int key1;

  /** The noise of a seed; any value is fine. */
  public GaussianField(long seed) {
    this.key0 = (int) seed;
    this.key1 = (int) (seed >>> 32);
  }

  /**
   * A window of the field.
   *
   * @param step any number that tells draws apart
   * @param channels number of channels, from channel 0
   * @param top row of the first line in the whole latent
   * @param left column of the first position in the whole latent
   * @return float32 CPU [1, channels, height, width]
   */
  public Tensor window(int step, int channels, long top, long left, int height, int width) {
    float[] values = new float[Math.multiplyExact(channels, Math.multiplyExact(height, width))];
    int plane = height * width;
    int[] block = new int[LANES];
    for (int group = 0; group * LANES < channels; group++) {
      int lanes = Math.min(LANES, channels - group * LANES);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          // Step and channel group share a counter word: groups are below 2^12, steps below 2^20.
          philox((int) (left + x), (int) (top + y), step << 12 | group, block);
          int at = group * LANES * plane + y * width + x;
          for (int lane = 0; lane < lanes; lane++) {
            values[at + lane * plane] = (float) inverseNormal(uniform(block[lane]));
          }
        }
      }
    }
    return Tensors.of(values, 1, channels, height, width);
  }

  private void philox(int c0, int c1, int c2, int[] out) {
    int x0 = c0;
    int x1 = c1;
    int x2 = c2;
    int x3 = 0;
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (x0 & 0xFFFFFFFFL);
      long p1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (x2 & 0xFFFFFFFFL);
      int y0 = (int) (p1 >>> 32) ^ x1 ^ k0;
      int y2 = (int) (p0 >>> 32) ^ x3 ^ k1;
      x1 = (int) p1;
      x3 = (int) p0;
      x0 = y0;
      x2 = y2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = x0;
    out[1] = x1;
    out[2] = x2;
    out[3] = x3;
  }

  /** Strictly between 0 and 1. */
  private static double uniform(int bits) {
    return ((bits & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
  }

  /** AS 241, routine PPND16: relative accuracy about 1e-16. */
  static double inverseNormal(double p) {
    double q = p - 0.5;
    if (Math.abs(q) <= 0.425) {
      double r = 0.180625 - q * q;
      return q * ratio(r, CENTRE_NUMERATOR, CENTRE_DENOMINATOR);
    }
    double tail = q < 0 ? p : 1 - p;
    double r = StrictMath.sqrt(-StrictMath.log(tail));
    double value =
        r <= 5
            ? ratio(r - 1.6, TAIL_NUMERATOR, TAIL_DENOMINATOR)
            : ratio(r - 5, FAR_NUMERATOR, FAR_DENOMINATOR);
    return q < 0 ? -value : value;
  }

  private static double ratio(double r, double[] numerator, double[] denominator) {
    double above = numerator[7];
    double below = denominator[7];
    for (int i = 6; i >= 0; i--) {
      above = above * r + numerator[i];
      below = below * r + denominator[i];
    }
    return above / below;
  }

  private static final double[] CENTRE_NUMERATOR = {
    3.3871328727963666080,
    1.3314166789178437745e+2,
    1.9715909503065514427e+3,
    1.3731693765509461125e+4,
    4.5921953931549871457e+4,
    6.7265770927008700853e+4,
    3.3430575583588128105e+4,
    2.5090809287301226727e+3
  };
  private static final double[] CENTRE_DENOMINATOR = {
    1.0,
    4.2313330701600911252e+1,
    6.8718700749205790830e+2,
    5.3941960214247511077e+3,
    2.1213794301586595867e+4,
    3.9307895800092710610e+4,
    2.8729085735721942674e+4,
    5.2264952788528545610e+3
  };
  private static final double[] TAIL_NUMERATOR = {
    1.42343711074968357734,
    4.63033784615654529590,
    5.76949722146069140550,
    3.64784832476320460504,
    1.27045825245236838258,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4
  };
  private static final double[] TAIL_DENOMINATOR = {
    1.0,
    2.05319162663775882187,
    1.67638483018380384940,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9
  };
  private static final double[] FAR_NUMERATOR = {
    6.65790464350110377720,
    5.46378491116411436990,
    1.78482653991729133580,
    2.96560571828504891230e-1,
    2.65321895265761230930e-2,
    1.24266094738807843860e-3,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7
  };
  private static final double[] FAR_DENOMINATOR = {
    1.0,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15
  };
}
