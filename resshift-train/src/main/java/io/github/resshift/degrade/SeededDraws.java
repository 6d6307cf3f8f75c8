package io.github.resshift.degrade;

import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Draws from a counter: the n-th decision is a pure function of (seed, n), hence independent of
 * threads and of everything else in the process. All decisions are kept and can be had as a {@link
 * DrawRecord}.
 */
public final class SeededDraws implements Draws {
  private final long seed;
  private final List<DrawRecord.Entry> entries = new ArrayList<>();

  /** The draws of a seed; any value is fine. */
  public SeededDraws(long seed) {
    this.seed = seed;
  }

  /** The draws of sample {@code index} of a run with {@code seed}. */
  public static SeededDraws of(long seed, long index) {
    return new SeededDraws(Mixing.mix(Mixing.mix(seed) + index));
  }

  /** What has been drawn so far. */
  public DrawRecord record() {
    return new DrawRecord(seed, List.copyOf(entries));
  }

  @Override
  public double uniform(String name, double low, double high) {
    double value = low + (high - low) * Mixing.unit(counter());
    return keep(name, value);
  }

  @Override
  public double[] uniforms(String name, int count, double low, double high) {
    long base = counter();
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = low + (high - low) * Mixing.unit(Mixing.mix(base + i));
    }
    keep(name, values);
    return values;
  }

  @Override
  public int integer(String name, int low, int high) {
    if (low > high) {
      throw new IllegalArgumentException(name + ": no integer from " + low + " to " + high);
    }
    long span = (long) high - low + 1;
    return (int) keep(name, low + Math.floor(Mixing.unit(counter()) * span));
  }

  @Override
  public int pick(String name, double... weights) {
    return (int) keep(name, weightedIndex(weights, Mixing.unit(counter())));
  }

  @Override
  public int[] permutation(String name, int count) {
    long base = counter();
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    for (int i = count - 1; i > 0; i--) {
      int j = (int) Math.floor(Mixing.unit(Mixing.mix(base + i)) * (i + 1));
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    keep(name, Arrays.stream(order).asDoubleStream().toArray());
    return order;
  }

  @Override
  public Tensor normal(String name, long... shape) {
    Tensor field = normalField(counter(), shape);
    keepField(name);
    return field;
  }

  @Override
  public Tensor poisson(String name, Tensor rates) {
    Tensor counts = poissonField(counter(), rates);
    keepField(name);
    return counts;
  }

  static Tensor normalField(long key, long... shape) {
    return torch.randn(shape, new GeneratorOptional(torch.make_generator_cpu(key)));
  }

  static Tensor poissonField(long key, Tensor rates) {
    return Tensors.of(PoissonSampler.sample(Tensors.floats(rates), key), Tensors.shape(rates));
  }

  static long key(long seed, int position) {
    return Mixing.mix(seed + position * Mixing.GOLDEN);
  }

  /** The index into which a fraction in [0, 1) of the total weight falls. */
  static int weightedIndex(double[] weights, double fraction) {
    double total = 0;
    for (double weight : weights) {
      if (!(weight >= 0)) {
        throw new IllegalArgumentException("weights must not be negative: " + weight);
      }
      total += weight;
    }
    if (!(total > 0)) {
      throw new IllegalArgumentException("no weight is above zero");
    }
    double left = fraction * total;
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        left -= weights[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return last;
  }

  private long counter() {
    return key(seed, entries.size());
  }

  private double keep(String name, double... values) {
    entries.add(new DrawRecord.Entry(name, DrawRecord.Kind.VALUES, values.clone()));
    return values.length == 0 ? 0 : values[0];
  }

  private void keepField(String name) {
    entries.add(new DrawRecord.Entry(name, DrawRecord.Kind.FIELD, new double[0]));
  }
}
