package example;

import io.github.resshift.plugin.Colours;
import io.github.resshift.plugin.Loss;

/** {@code train.loss.huber}: squares for small differences, absolute values for large ones. */
public final class Huber implements Loss {
  private static final double LARGE = 0.05;

  @Override
  public String name() {
    return "huber";
  }

  @Override
  public double of(Colours prediction, Colours truth, float[] gradient) {
    double sum = 0;
    for (int i = 0; i < gradient.length; i++) {
      double d = prediction.values()[i] - truth.values()[i];
      boolean small = Math.abs(d) < LARGE;
      sum += small ? d * d / (2 * LARGE) : Math.abs(d) - LARGE / 2;
      gradient[i] = (float) ((small ? d / LARGE : Math.signum(d)) / gradient.length);
    }
    return sum / gradient.length;
  }
}
