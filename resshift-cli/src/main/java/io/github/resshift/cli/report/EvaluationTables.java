package io.github.resshift.cli.report;

import io.github.resshift.cli.report.Measure.Better;
import io.github.resshift.metric.ConfidenceInterval;
import java.util.List;

/** The protocol and the tables of an evaluation as HTML. Stateless. */
final class EvaluationTables {
  private EvaluationTables() {}

  static String of(Evaluation evaluation) {
    StringBuilder out = new StringBuilder();
    means(evaluation, out);
    protocol(evaluation, out);
    for (int r = 0; r < evaluation.results().size(); r++) {
      pictures(evaluation, r, out);
    }
    return out.toString();
  }

  /** For text between tags and in quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static void means(Evaluation evaluation, StringBuilder out) {
    out.append("<h2>Means and 95 % intervals</h2>\n<div class=\"wide\"><table>\n");
    heading(evaluation, out);
    List<PictureSet> results = evaluation.results();
    for (int r = 0; r < results.size(); r++) {
      out.append("<tr class=\"mean\"><td>").append(escape(results.get(r).label())).append("</td>");
      for (int m = 0; m < evaluation.measures().size(); m++) {
        ConfidenceInterval mean = evaluation.mean(r, m);
        boolean best = results.size() > 1 && best(evaluation, m) == r;
        out.append(best ? "<td class=\"best\">" : "<td>");
        interval(evaluation.measures().get(m), mean, "", out);
        out.append("</td>");
      }
      out.append("</tr>\n");
    }
    for (int r = 1; r < results.size(); r++) {
      out.append("<tr><td>")
          .append(escape(results.get(r).label() + " minus " + results.get(0).label()))
          .append("</td>");
      for (int m = 0; m < evaluation.measures().size(); m++) {
        ConfidenceInterval change = evaluation.difference(r, m);
        out.append("<td>");
        interval(evaluation.measures().get(m), change, change.mean() > 0 ? "+" : "", out);
        out.append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</table></div>\n");
    if (results.size() > 1) {
      out.append("<p>Bold: the best mean of a measure. Whether a difference is more than chance ")
          .append("is told by its own interval, which then does not reach 0.</p>\n");
    }
  }

  private static void interval(
      Measure measure, ConfidenceInterval interval, String sign, StringBuilder out) {
    out.append(sign).append(EvaluationText.format(measure, interval.mean()));
    if (!Double.isNaN(interval.low())) {
      out.append(" <small>± ")
          .append(EvaluationText.format(measure, interval.halfWidth()))
          .append("</small>");
    }
  }

  private static int best(Evaluation evaluation, int measure) {
    Better better = evaluation.measures().get(measure).better();
    if (better == Better.NEITHER) {
      return -1;
    }
    double sign = better == Better.HIGHER ? 1 : -1;
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int r = 0; r < evaluation.results().size(); r++) {
      double value = sign * evaluation.mean(r, measure).mean();
      if (value > most) {
        most = value;
        best = r;
      }
    }
    return best;
  }

  private static void protocol(Evaluation evaluation, StringBuilder out) {
    out.append("<h2>Protocol</h2>\n<dl>\n");
    evaluation.protocol().forEach((what, how) -> term(what, how, out));
    for (Measure measure : evaluation.measures()) {
      term(measure.name(), measure.protocol(), out);
    }
    evaluation.notes().forEach(note -> term("note", note, out));
    out.append("</dl>\n");
  }

  private static void term(String what, String how, StringBuilder out) {
    out.append("<dt>")
        .append(escape(what))
        .append("</dt><dd>")
        .append(escape(how))
        .append("</dd>\n");
  }

  private static void pictures(Evaluation evaluation, int r, StringBuilder out) {
    out.append("<details><summary>Every picture: ")
        .append(escape(evaluation.results().get(r).label()))
        .append("</summary>\n<div class=\"wide\"><table>\n");
    heading(evaluation, out);
    for (int n = 0; n < evaluation.names().size(); n++) {
      out.append("<tr><td>").append(escape(evaluation.names().get(n))).append("</td>");
      for (int m = 0; m < evaluation.measures().size(); m++) {
        double value = evaluation.scores()[r][n][m];
        out.append("<td>")
            .append(EvaluationText.format(evaluation.measures().get(m), value))
            .append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</table></div></details>\n");
  }

  private static void heading(Evaluation evaluation, StringBuilder out) {
    out.append("<tr><th></th>");
    for (Measure measure : evaluation.measures()) {
      out.append("<th>")
          .append(escape(measure.name() + " " + measure.better().arrow()))
          .append("</th>");
    }
    out.append("</tr>\n");
  }
}
