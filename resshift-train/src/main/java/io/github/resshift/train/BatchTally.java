package io.github.resshift.train;

import io.github.resshift.Internal;
import io.github.resshift.ResShiftException;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.train.parallel.Team;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The values of the loss over the micro-batches of an iteration, and the guard against values that
 * are not finite.
 */
@Internal
public final class BatchTally {
  private static final String REMEDY =
      "; start a new run with a smaller lr or with clip_norm, from the weights of this run's last"
          + " checkpoint if you like (model.ckpt_path).";

  private final long iteration;
  private final IntFunction<String> place;
  private final double[] total;
  private final Map<String, double[]> terms = new LinkedHashMap<>();

  /**
   * An empty tally of a batch.
   *
   * @param size samples of the whole batch
   * @param place what tells a sample apart, in words, such as {@code t = 3}
   */
  public BatchTally(long iteration, int size, IntFunction<String> place) {
    this.iteration = iteration;
    this.place = place;
    this.total = new double[size];
  }

  /** Adds the values [n] of samples {@code from} to {@code from + n}. */
  public void total(int from, Tensor values) {
    put(total, from, values);
  }

  /** Adds a term's values [n] of samples {@code from} to {@code from + n}. */
  public void term(String name, int from, Tensor values) {
    put(terms.computeIfAbsent(name, n -> new double[total.length]), from, values);
  }

  private static void put(double[] into, int from, Tensor values) {
    float[] read = Tensors.floats(values);
    for (int i = 0; i < read.length; i++) {
      into[from + i] = read[i];
    }
  }

  /** Collects what the processes of a team know of their shares; all must have the same terms. */
  public void gather(Team team) {
    team.sum(total);
    terms.values().forEach(team::sum);
  }

  /**
   * Means of the batch.
   *
   * @throws ResShiftException if a value is not finite; it names the iteration, the term and the
   *     steps
   */
  public void requireFinite() {
    terms.forEach(this::requireFinite);
    requireFinite("weighted sum", total);
  }

  private void requireFinite(String name, double[] values) {
    int[] bad =
        IntStream.range(0, values.length).filter(i -> !Double.isFinite(values[i])).toArray();
    if (bad.length > 0) {
      String at =
          Arrays.stream(bad)
              .mapToObj(i -> values[i] + " at " + place.apply(i))
              .collect(Collectors.joining(", "));
      throw new ResShiftException(
          "In iteration " + iteration + " the loss " + name + " is " + at + REMEDY);
    }
  }

  /** Refuses a gradient that is not finite although the loss is. */
  public void requireFiniteGradient(double norm) {
    if (!Double.isFinite(norm)) {
      throw new ResShiftException(
          "In iteration "
              + iteration
              + " the gradient has the norm "
              + norm
              + " although the loss is "
              + mean(total)
              + " ("
              + IntStream.range(0, total.length).mapToObj(place).collect(Collectors.joining(", "))
              + ")"
              + REMEDY);
    }
  }

  /** The total of each sample. */
  public double[] total() {
    return total.clone();
  }

  /** What the batch came to. */
  public StepResult result(double gradientNorm, Detail detail) {
    Map<String, Double> means = new LinkedHashMap<>();
    terms.forEach((name, values) -> means.put(name, mean(values)));
    return new StepResult(mean(total), means, gradientNorm, detail);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }
}
