package io.github.resshift.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A support vector regression with a Gaussian kernel, from the texts that LIBSVM's programs
 * svm-train and svm-scale write. Immutable and thread-safe.
 */
final class SupportVectors {
  private final double gamma;
  private final double rho;
  private final double[] low;
  private final double[] high;
  private final double[] coefficients;
  private final double[][] vectors;

  private SupportVectors(
      double gamma, double rho, double[][] range, double[] coefficients, double[][] vectors) {
    this.gamma = gamma;
    this.rho = rho;
    this.low = range[0];
    this.high = range[1];
    this.coefficients = coefficients;
    this.vectors = vectors;
  }

  /**
   * Reads a regression.
   *
   * @param model the file of svm-train
   * @param range the file of svm-scale for values in [-1, 1]
   * @param count features
   * @throws IllegalArgumentException if a text is something else; it says what
   */
  static SupportVectors read(String model, String range, int count) {
    List<String> lines = model.lines().toList();
    int start = lines.indexOf("SV") + 1;
    List<String> header = lines.subList(0, Math.max(0, start));
    require(header.contains("svm_type epsilon_svr"), "it is no regression");
    require(header.contains("kernel_type rbf"), "its kernel is not Gaussian");
    List<Double> coefficients = new ArrayList<>();
    List<double[]> vectors = new ArrayList<>();
    for (String line : lines.subList(start, lines.size())) {
      String[] words = line.trim().split(" ");
      coefficients.add(Double.parseDouble(words[0]));
      vectors.add(sparse(words, count));
    }
    require(
        vectors.size() == (int) field(header, "total_sv"),
        "it has " + vectors.size() + " vectors, not as many as it says");
    return new SupportVectors(
        field(header, "gamma"),
        field(header, "rho"),
        range(range, count),
        coefficients.stream().mapToDouble(Double::doubleValue).toArray(),
        vectors.toArray(new double[0][]));
  }

  /** The regression's value for features that are not scaled yet. */
  double value(double[] features) {
    double[] scaled = new double[features.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = -1 + 2 * (features[i] - low[i]) / (high[i] - low[i]);
    }
    return ofScaled(scaled);
  }

  /** The regression's value for features in [-1, 1]. */
  double ofScaled(double[] scaled) {
    double sum = -rho;
    for (int v = 0; v < vectors.length; v++) {
      double squares = 0;
      for (int i = 0; i < scaled.length; i++) {
        double difference = scaled[i] - vectors[v][i];
        squares += difference * difference;
      }
      sum += coefficients[v] * Math.exp(-gamma * squares);
    }
    return sum;
  }

  /** {@code index:value} behind the first word; absent ones are 0. */
  private static double[] sparse(String[] words, int count) {
    double[] vector = new double[count];
    for (String word : Arrays.asList(words).subList(1, words.length)) {
      int colon = word.indexOf(':');
      int index = Integer.parseInt(word.substring(0, colon));
      require(index >= 1 && index <= count, "it has a feature " + index);
      vector[index - 1] = Double.parseDouble(word.substring(colon + 1));
    }
    return vector;
  }

  private static double[][] range(String text, int count) {
    List<String> lines = text.lines().toList();
    require(
        lines.size() == count + 2 && lines.get(0).equals("x") && lines.get(1).equals("-1 1"),
        "its ranges are not those of " + count + " features in [-1, 1]");
    double[][] range = new double[2][count];
    for (int i = 0; i < count; i++) {
      String[] words = lines.get(i + 2).split(" ");
      require(words[0].equals(Integer.toString(i + 1)), "its ranges are out of order");
      range[0][i] = Double.parseDouble(words[1]);
      range[1][i] = Double.parseDouble(words[2]);
    }
    return range;
  }

  private static double field(List<String> header, String name) {
    for (String line : header) {
      if (line.startsWith(name + " ")) {
        return Double.parseDouble(line.substring(name.length() + 1));
      }
    }
    throw new IllegalArgumentException("it has no " + name);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
