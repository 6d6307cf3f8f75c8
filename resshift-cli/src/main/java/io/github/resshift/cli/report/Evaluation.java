package io.github.resshift.cli.report;

import io.github.resshift.metric.ConfidenceInterval;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scores of one or more sets of results on the same pictures.
 *
 * @param results the sets of results
 * @param truth the true pictures, if there are any
 * @param inputs the pictures that the results were made from, for showing them; if there are any
 * @param names the pictures that were measured, by name
 * @param measures the columns
 * @param scores by result, picture and measure; NaN where a measure is not defined
 * @param protocol how it was done, word by word, in the order in which it is shown
 * @param notes what the reader should know: pictures that were left out, measures that do not apply
 */
public record Evaluation(
    List<PictureSet> results,
    Optional<PictureSet> truth,
    Optional<PictureSet> inputs,
    List<String> names,
    List<Measure> measures,
    double[][][] scores,
    Map<String, String> protocol,
    List<String> notes) {
  /** The mean over the pictures for which the measure is defined. */
  public ConfidenceInterval mean(int result, int measure) {
    return ConfidenceInterval.of(defined(column(result, measure)));
  }

  /** The mean of the differences, picture by picture, of a result to the first result. */
  public ConfidenceInterval difference(int result, int measure) {
    double[] first = column(0, measure);
    double[] other = column(result, measure);
    double[] differences = new double[first.length];
    Arrays.setAll(differences, i -> other[i] - first[i]);
    return ConfidenceInterval.of(defined(differences));
  }

  private double[] column(int result, int measure) {
    return Arrays.stream(scores[result]).mapToDouble(row -> row[measure]).toArray();
  }

  private static double[] defined(double[] values) {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
  }
}
