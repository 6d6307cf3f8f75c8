package io.github.resshift.cli.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.metric.ConfidenceInterval;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * An evaluation as JSON, {@code "format": "resshift-evaluation/1"}. What has no value is null; an
 * infinite PSNR is the string {@code "inf"}. Stateless.
 */
public final class EvaluationJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EvaluationJson() {}

  /** The text of the file. */
  public static String of(Evaluation evaluation) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", "resshift-evaluation/1");
    evaluation.protocol().forEach(root.putObject("protocol")::put);
    ObjectNode measures = root.putObject("measures");
    for (Measure measure : evaluation.measures()) {
      measures
          .putObject(measure.name())
          .put("better", measure.better().name().toLowerCase(Locale.ROOT))
          .put("protocol", measure.protocol());
    }
    ArrayNode results = root.putArray("results");
    for (int r = 0; r < evaluation.results().size(); r++) {
      result(evaluation, r, results.addObject());
    }
    evaluation.notes().forEach(root.putArray("notes")::add);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static void result(Evaluation evaluation, int r, ObjectNode node) {
    PictureSet set = evaluation.results().get(r);
    node.put("label", set.label());
    node.put("folder", set.folder().toString());
    List<Measure> measures = evaluation.measures();
    ObjectNode means = node.putObject("mean");
    for (int m = 0; m < measures.size(); m++) {
      interval(means.putObject(measures.get(m).name()), evaluation.mean(r, m));
    }
    if (r > 0) {
      ObjectNode differences = node.putObject("difference_to_first");
      for (int m = 0; m < measures.size(); m++) {
        interval(differences.putObject(measures.get(m).name()), evaluation.difference(r, m));
      }
    }
    ObjectNode pictures = node.putObject("pictures");
    for (int n = 0; n < evaluation.names().size(); n++) {
      ObjectNode picture = pictures.putObject(evaluation.names().get(n));
      for (int m = 0; m < measures.size(); m++) {
        number(picture, measures.get(m).name(), evaluation.scores()[r][n][m]);
      }
    }
  }

  private static void interval(ObjectNode node, ConfidenceInterval interval) {
    number(node, "mean", interval.mean());
    number(node, "low", interval.low());
    number(node, "high", interval.high());
    node.put("pictures", interval.count());
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else if (Double.isInfinite(value)) {
      node.put(name, value > 0 ? "inf" : "-inf");
    } else {
      node.put(name, value);
    }
  }
}
