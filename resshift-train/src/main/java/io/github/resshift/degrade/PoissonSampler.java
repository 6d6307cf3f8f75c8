package io.github.resshift.degrade;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Poisson counts by Walker's alias method, one table a rate. Degraded pictures have at most 256
 * distinct rates a sample, so tables are reused and a draw costs one multiplication and one
 * look-up. Thread-safe.
 */
final class PoissonSampler {
  /** Beyond this many standard deviations the probability is below 1e-20. */
  private static final double REACH = 10;

  private static final int KEPT_TABLES = 4096;
  private static final int NEAR_TABLES = 4096;
  private static final int NEAR_SHIFT = 20;
  private static final Map<Float, Table> TABLES = new ConcurrentHashMap<>();

  private PoissonSampler() {}

  /** One count for each rate; a pure function of the arguments. */
  static float[] sample(float[] rates, long key) {
    float[] counts = new float[rates.length];
    // Most pictures have a few hundred rates: a direct-mapped table spares the shared map.
    Table[] near = new Table[NEAR_TABLES];
    for (int i = 0; i < rates.length; i++) {
      float rate = rates[i];
      int slot = (Float.floatToRawIntBits(rate) * 0x9E3779B1) >>> NEAR_SHIFT;
      Table table = near[slot];
      if (table == null || table.rate != rate) {
        table = table(rate);
        near[slot] = table;
      }
      counts[i] = table.draw(Mixing.mix(key + i * Mixing.GOLDEN));
    }
    return counts;
  }

  private static Table table(float rate) {
    if (!(rate >= 0 && rate < 1e6f)) {
      throw new IllegalArgumentException("a Poisson rate must be in [0, 1e6), not " + rate);
    }
    Table known = TABLES.get(rate);
    if (known != null) {
      return known;
    }
    if (TABLES.size() >= KEPT_TABLES) {
      TABLES.clear();
    }
    return TABLES.computeIfAbsent(rate, Table::new);
  }

  private static final class Table {
    private final float rate;
    private final int first;
    private final float[] threshold;
    private final int[] alias;

    Table(float rate) {
      this.rate = rate;
      double deviation = Math.sqrt(rate);
      first = (int) Math.max(0, Math.floor(rate - REACH * deviation - 1));
      // A Poisson variable of a small rate has a longer upper tail than the normal one.
      int last = (int) Math.ceil(rate + REACH * deviation + 20);
      int size = last - first + 1;
      double[] weights = new double[size];
      int mode = Math.min(last, (int) Math.floor(rate)) - first;
      weights[mode] = 1;
      double total = 1;
      for (int i = mode; i + 1 < size; i++) {
        weights[i + 1] = weights[i] * rate / (first + i + 1);
        total += weights[i + 1];
      }
      for (int i = mode; i > 0; i--) {
        weights[i - 1] = weights[i] * (first + i) / rate;
        total += weights[i - 1];
      }
      threshold = new float[size];
      alias = new int[size];
      build(weights, total);
    }

    private void build(double[] weights, double total) {
      int size = weights.length;
      int[] small = new int[size];
      int[] large = new int[size];
      int smalls = 0;
      int larges = 0;
      for (int i = 0; i < size; i++) {
        weights[i] *= size / total;
        alias[i] = i;
        threshold[i] = 1;
        if (weights[i] < 1) {
          small[smalls++] = i;
        } else {
          large[larges++] = i;
        }
      }
      while (smalls > 0 && larges > 0) {
        int lack = small[--smalls];
        int rich = large[larges - 1];
        threshold[lack] = (float) weights[lack];
        alias[lack] = rich;
        weights[rich] -= 1 - weights[lack];
        if (weights[rich] < 1) {
          larges--;
          small[smalls++] = rich;
        }
      }
    }

    int draw(long bits) {
      double scaled = Mixing.unit(bits) * threshold.length;
      int column = (int) scaled;
      return first + (scaled - column < threshold[column] ? column : alias[column]);
    }
  }
}
