package io.github.resshift.cli.report;

import io.github.resshift.cli.progress.Plain;
import io.github.resshift.metric.ConfidenceInterval;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** An evaluation as a table for terminals. Stateless. */
public final class EvaluationText {
  private static final int LEAST_WIDTH = 9;

  private EvaluationText() {}

  /** Prints protocol, a row a picture (unless {@code brief}), means and differences. */
  public static void print(Evaluation evaluation, PrintWriter out, boolean brief) {
    evaluation.protocol().forEach((what, how) -> out.println(what + ": " + how));
    evaluation.measures().forEach(m -> out.println(m.name() + ": " + m.protocol()));
    evaluation.notes().forEach(note -> out.println("note: " + note));
    List<PictureSet> results = evaluation.results();
    int first = 24;
    for (String name : evaluation.names()) {
      first = Math.max(first, Plain.line(name).length());
    }
    for (int r = 0; r < results.size(); r++) {
      out.println();
      out.println(Plain.line(results.get(r).label() + " (" + results.get(r).folder() + ")"));
      heading(evaluation, out, first);
      for (int n = 0; n < evaluation.names().size() && !brief; n++) {
        row(evaluation, out, first, evaluation.names().get(n), evaluation.scores()[r][n]);
      }
      means(evaluation, out, first, r);
    }
    out.flush();
  }

  private static void means(Evaluation evaluation, PrintWriter out, int first, int result) {
    int count = evaluation.measures().size();
    double[] mean = new double[count];
    double[] half = new double[count];
    double[] difference = new double[count];
    double[] differenceHalf = new double[count];
    for (int m = 0; m < count; m++) {
      ConfidenceInterval interval = evaluation.mean(result, m);
      mean[m] = interval.mean();
      half[m] = interval.halfWidth();
      ConfidenceInterval change = evaluation.difference(result, m);
      difference[m] = change.mean();
      differenceHalf[m] = change.halfWidth();
    }
    row(evaluation, out, first, "mean", mean);
    row(evaluation, out, first, "+- (95 %)", half);
    if (result > 0) {
      row(evaluation, out, first, "minus " + evaluation.results().get(0).label(), difference);
      row(evaluation, out, first, "+- (95 %)", differenceHalf);
    }
  }

  private static void heading(Evaluation evaluation, PrintWriter out, int first) {
    out.print(" ".repeat(first));
    for (Measure measure : evaluation.measures()) {
      out.printf(" %" + width(measure) + "s", measure.name());
    }
    out.println();
  }

  private static void row(
      Evaluation evaluation, PrintWriter out, int first, String name, double[] values) {
    out.printf("%-" + first + "s", Plain.line(name));
    for (int m = 0; m < values.length; m++) {
      String cell = format(evaluation.measures().get(m), values[m]);
      out.printf(" %" + width(evaluation.measures().get(m)) + "s", cell);
    }
    out.println();
  }

  private static int width(Measure measure) {
    return Math.max(LEAST_WIDTH, measure.name().length());
  }

  /** Decibels and levels with three digits after the point, the other measures with four. */
  static String format(Measure measure, double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    boolean coarse =
        measure.name().startsWith("psnr")
            || measure.name().equals("niqe")
            || measure.name().equals("sharpness");
    return String.format(Locale.ROOT, coarse ? "%.3f" : "%.4f", value);
  }
}
