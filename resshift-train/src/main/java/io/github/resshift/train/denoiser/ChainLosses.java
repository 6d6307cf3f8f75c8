package io.github.resshift.train.denoiser;

import io.github.resshift.train.Detail;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * The losses of samples with the steps of the chain at which they were taken: early steps are easy
 * and late ones hard, so their mean says little.
 *
 * @param chain T, the steps of the chain
 * @param t step of each sample, from 0
 * @param losses of each sample
 */
public record ChainLosses(int chain, long[] t, double[] losses) implements Detail {
  /** Parts of the chain whose losses are told apart. */
  public static final int PARTS = 4;

  @Override
  public Detail plus(Detail later) {
    ChainLosses more = (ChainLosses) later;
    return new ChainLosses(
        chain,
        LongStream.concat(Arrays.stream(t), Arrays.stream(more.t)).toArray(),
        DoubleStream.concat(Arrays.stream(losses), Arrays.stream(more.losses)).toArray());
  }

  /** Mean loss by quarter of the chain, from its clean end; NaN where no sample was. */
  public double[] parts() {
    double[] sums = new double[PARTS];
    long[] counts = new long[PARTS];
    for (int i = 0; i < t.length; i++) {
      int part = (int) (t[i] * PARTS / chain);
      sums[part] += losses[i];
      counts[part]++;
    }
    for (int part = 0; part < PARTS; part++) {
      sums[part] = counts[part] == 0 ? Double.NaN : sums[part] / counts[part];
    }
    return sums;
  }

  @Override
  public Map<String, Double> curves() {
    Map<String, Double> curves = new LinkedHashMap<>();
    double[] parts = parts();
    for (int part = 0; part < PARTS; part++) {
      if (!Double.isNaN(parts[part])) {
        curves.put("loss by quarter/" + (part + 1), parts[part]);
      }
    }
    return curves;
  }

  @Override
  public String words() {
    return Arrays.stream(parts())
        .mapToObj(loss -> Double.isNaN(loss) ? "-" : String.format(Locale.ROOT, "%.5f", loss))
        .collect(Collectors.joining(", ", "by quarter of the chain ", ""));
  }
}
