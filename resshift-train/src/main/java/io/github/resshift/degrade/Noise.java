package io.github.resshift.degrade;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Sensor noise with given strengths; the fields come from {@link Draws}. Pictures are float32 [N,
 * C, H, W] in [0, 1], and so are the results, clipped. Thread-safe.
 */
public final class Noise {
  private static final float[] GRAY = {0.2989f, 0.587f, 0.114f};

  private Noise() {}

  /**
   * Gaussian noise. The gray field is one [H, W] field for the whole batch (docs/method.md section
   * 9, item 18), drawn before the colour field, and only where some sample is gray.
   *
   * @param sigma standard deviation of each sample in units of 1/255
   * @param gray whether a sample has the same noise in all channels
   */
  public static Tensor gaussian(Tensor image, double[] sigma, boolean[] gray, Draws draws) {
    return Scope.keep(
        () -> {
          Tensor strength = column(sigma, 1 / 255f);
          Tensor grayField =
              any(gray) ? draws.normal("normal_gray", image.size(2), image.size(3)) : null;
          Tensor field = draws.normal("normal_color", Tensors.shape(image));
          Tensor noise = choose(field, grayField, gray).mul(strength);
          return Tensors.clamp(image.add(noise), 0, 1);
        });
  }

  /**
   * Poisson noise: the picture is rounded to 8 bits, and the noise is scale * (counts / vals -
   * picture) with vals the power of two at or above the number of distinct values of the sample.
   *
   * @param scale strength of each sample
   * @param gray whether a sample has the same noise in all channels
   */
  public static Tensor poisson(Tensor image, double[] scale, boolean[] gray, Draws draws) {
    return Scope.keep(
        () -> {
          Tensor grayNoise = null;
          if (any(gray)) {
            grayNoise = poissonNoise(eightBits(luma(image)), draws, "counts_gray");
          }
          Tensor noise = poissonNoise(eightBits(image), draws, "counts_color");
          noise = choose(noise, grayNoise, gray).mul(column(scale, 1));
          return Tensors.clamp(image.add(noise), 0, 1);
        });
  }

  /** Rounds (half to even) to multiples of 1/255 in [0, 1]. */
  public static Tensor eightBits(Tensor image) {
    return Scope.keep(
        () -> Tensors.clamp(image.mul(new Scalar(255f)).round(), 0, 255).div(new Scalar(255f)));
  }

  private static Tensor poissonNoise(Tensor rounded, Draws draws, String name) {
    int n = (int) rounded.size(0);
    double[] vals = new double[n];
    for (int i = 0; i < n; i++) {
      vals[i] = levels(Tensors.floats(rounded.narrow(0, i, 1)));
    }
    Tensor scale = column(vals, 1);
    return draws.poisson(name, rounded.mul(scale)).div(scale).sub(rounded);
  }

  /** The power of two at or above the number of distinct 8-bit values. */
  private static int levels(float[] values) {
    boolean[] seen = new boolean[256];
    int distinct = 0;
    for (float value : values) {
      int level = Math.round(value * 255f);
      if (!seen[level]) {
        seen[level] = true;
        distinct++;
      }
    }
    return distinct == 1 ? 1 : Integer.highestOneBit(distinct - 1) << 1;
  }

  private static Tensor luma(Tensor image) {
    return image
        .mul(Tensors.of(GRAY, 1, 3, 1, 1))
        .sum(new long[] {1}, true, new org.bytedeco.pytorch.ScalarTypeOptional());
  }

  /** The colour field, but the gray field for the gray samples. */
  private static Tensor choose(Tensor colour, Tensor grayField, boolean[] gray) {
    if (grayField == null) {
      return colour;
    }
    float[] mask = new float[gray.length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = gray[i] ? 1 : 0;
    }
    Tensor isGray = Tensors.of(mask, mask.length, 1, 1, 1);
    Tensor isColour = isGray.neg().add(new Scalar(1f));
    return colour.mul(isColour).add(grayField.mul(isGray));
  }

  private static boolean any(boolean[] flags) {
    for (boolean flag : flags) {
      if (flag) {
        return true;
      }
    }
    return false;
  }

  private static Tensor column(double[] values, float factor) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i] * factor;
    }
    return Tensors.of(narrow, narrow.length, 1, 1, 1);
  }
}
