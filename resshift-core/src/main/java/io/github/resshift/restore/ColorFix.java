package io.github.resshift.restore;

import io.github.resshift.tensor.AxisWeights;
import io.github.resshift.tensor.CubicResize;
import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Ways to give a result the colours of its input. Work on the whole picture at once. */
public enum ColorFix {
  /** The result as the model made it. */
  NONE {
    @Override
    Tensor fix(Tensor result, Tensor enlarged) {
      return result.clone();
    }
  },
  /** Every channel gets the mean and the standard deviation that it has in the input. */
  MEAN_STD {
    @Override
    Tensor fix(Tensor result, Tensor enlarged) {
      long[] sides = {2, 3};
      Tensor mean = result.mean(sides, true, noType());
      Tensor wanted = enlarged.mean(sides, true, noType());
      Tensor deviation = result.std(sides, false, true);
      // A flat result has no contrast that could be scaled.
      Tensor ratio = enlarged.std(sides, false, true).div(deviation.clamp_min(new Scalar(FLAT)));
      ratio = ratio.masked_fill(deviation.lt(new Scalar(FLAT)), new Scalar(1));
      return result.sub(mean).mul(ratio).add(wanted);
    }
  },
  /** What is coarser than some 32 pixels comes from the input, what is finer from the model. */
  WAVELET {
    @Override
    Tensor fix(Tensor result, Tensor enlarged) {
      return result.add(coarse(enlarged.sub(result)));
    }
  };

  /** Standard deviations below this share of the range count as none. */
  private static final double FLAT = 1e-4;

  /** Levels of the wavelet that count as detail; each doubles the width of the low pass. */
  private static final int LEVELS = 5;

  /**
   * The result with its colours corrected, not clamped.
   *
   * @param result [1, 3, H, W] in [0, 1], float32 CPU
   * @param input [1, 3, h, w] in [0, 1], float32 CPU; it is enlarged by bicubic interpolation
   */
  Tensor apply(Tensor result, Tensor input) {
    return Scope.keep(
        () -> fix(result, CubicResize.toSize(input, (int) result.size(2), (int) result.size(3))));
  }

  abstract Tensor fix(Tensor result, Tensor enlarged);

  private static org.bytedeco.pytorch.ScalarTypeOptional noType() {
    return new org.bytedeco.pytorch.ScalarTypeOptional();
  }

  /** The low pass of an undecimated wavelet: [1 2 1] / 4 with ever wider holes. */
  private static Tensor coarse(Tensor picture) {
    Tensor low = picture;
    for (int level = 0; level < LEVELS; level++) {
      low = smooth((int) low.size(2), 1 << level).apply(low, 2);
      low = smooth((int) low.size(3), 1 << level).apply(low, 3);
    }
    return low;
  }

  private static AxisWeights smooth(int side, int distance) {
    AxisWeights taps = AxisWeights.blank(3, side);
    for (int k = 0; k < 3; k++) {
      for (int i = 0; i < side; i++) {
        taps.index()[k][i] = Math.min(Math.max(i + (k - 1) * distance, 0), side - 1);
        taps.weight()[k][i] = k == 1 ? 0.5f : 0.25f;
      }
    }
    return taps;
  }
}
