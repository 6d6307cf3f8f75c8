package io.github.resshift.degrade;

import org.bytedeco.pytorch.Tensor;

/**
 * The one source of all random decisions of a degradation. Decisions are asked for in a fixed
 * order, each with a name, so that they can be recorded and given again. Not thread-safe: one
 * object serves one sample (or one batch that shares its decisions).
 */
public interface Draws {
  /** A uniform number in [low, high]. */
  double uniform(String name, double low, double high);

  /** {@code count} uniform numbers in [low, high], drawn at once. */
  double[] uniforms(String name, int count, double low, double high);

  /** A uniform integer from low to high, both included. */
  int integer(String name, int low, int high);

  /** An index of {@code weights}, with probability proportional to its weight. */
  int pick(String name, double... weights);

  /** A random order of the numbers 0 to count-1. */
  int[] permutation(String name, int count);

  /** A field of standard normal numbers, float32 on the CPU. */
  Tensor normal(String name, long... shape);

  /** Poisson counts as float32 on the CPU, one for each of the non-negative {@code rates}. */
  Tensor poisson(String name, Tensor rates);

  /** Whether an event of this probability happens; decided by one uniform number in [0, 1]. */
  default boolean chance(String name, double probability) {
    return uniform(name, 0, 1) < probability;
  }

  /** An index below {@code count}, all equally likely. */
  default int pickEvenly(String name, int count) {
    double[] weights = new double[count];
    java.util.Arrays.fill(weights, 1);
    return pick(name, weights);
  }
}
