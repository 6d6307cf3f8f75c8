package io.github.resshift.train;

import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.parallel.Team;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The values of the loss over the micro-batches of an iteration, and the guard against values that
 * are not finite.
 */
final class BatchTally {
  private static final String REMEDY =
      "; start a new run with a smaller lr or with clip_norm, from the weights of this run's last"
          + " checkpoint if you like (model.ckpt_path).";

  private final long iteration;
  private final long[] t;
  private final double[] total;
  private final Map<String, double[]> terms = new LinkedHashMap<>();

  /** An empty tally of a batch whose samples are at the steps {@code t}. */
  BatchTally(long iteration, long[] t) {
    this.iteration = iteration;
    this.t = t;
    this.total = new double[t.length];
  }

  /** Adds the values [n] of samples {@code from} to {@code from + n}. */
  void total(int from, Tensor values) {
    put(total, from, values);
  }

  /** Adds a term's values [n] of samples {@code from} to {@code from + n}. */
  void term(String name, int from, Tensor values) {
    put(terms.computeIfAbsent(name, n -> new double[t.length]), from, values);
  }

  private static void put(double[] into, int from, Tensor values) {
    float[] read = Tensors.floats(values);
    for (int i = 0; i < read.length; i++) {
      into[from + i] = read[i];
    }
  }

  /** Collects what the processes of a team know of their shares; all must have the same terms. */
  void gather(Team team) {
    team.sum(total);
    terms.values().forEach(team::sum);
  }

  /**
   * Means of the batch.
   *
   * @throws ResShiftException if a value is not finite; it names the iteration, the term and the
   *     steps
   */
  void requireFinite() {
    terms.forEach(this::requireFinite);
    requireFinite("weighted sum", total);
  }

  private void requireFinite(String name, double[] values) {
    int[] bad =
        IntStream.range(0, values.length).filter(i -> !Double.isFinite(values[i])).toArray();
    if (bad.length > 0) {
      String at =
          Arrays.stream(bad)
              .mapToObj(i -> values[i] + " at t = " + t[i])
              .collect(Collectors.joining(", "));
      throw new ResShiftException(
          "In iteration " + iteration + " the loss " + name + " is " + at + REMEDY);
    }
  }

  /** Refuses a gradient that is not finite although the loss is. */
  void requireFiniteGradient(double norm) {
    if (!Double.isFinite(norm)) {
      throw new ResShiftException(
          "In iteration "
              + iteration
              + " the gradient has the norm "
              + norm
              + " although the loss is "
              + mean(total)
              + " (steps t = "
              + Arrays.toString(t)
              + ")"
              + REMEDY);
    }
  }

  StepResult result(double gradientNorm) {
    Map<String, Double> means = new LinkedHashMap<>();
    terms.forEach((name, values) -> means.put(name, mean(values)));
    return new StepResult(mean(total), total, means, gradientNorm);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }
}
