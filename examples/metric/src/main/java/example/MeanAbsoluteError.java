package example;

import io.github.resshift.plugin.Colours;
import io.github.resshift.plugin.Metric;

/** {@code resshift evaluate --metrics mae}: the mean difference in levels of 255. */
public final class MeanAbsoluteError implements Metric {
  @Override
  public String name() {
    return "mae";
  }

  @Override
  public Better better() {
    return Better.LOWER;
  }

  @Override
  public String protocol() {
    return "RGB in 8 bits, mean absolute difference, levels of 255";
  }

  @Override
  public double of(Colours picture, Colours truth) {
    double sum = 0;
    for (int i = 0; i < truth.values().length; i++) {
      sum += Math.abs(picture.values()[i] - truth.values()[i]);
    }
    return 255 * sum / truth.values().length;
  }
}
