package io.github.resshift.cli.reproduce;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resshift.cli.progress.Plain;
import io.github.resshift.cli.report.Evaluation;
import io.github.resshift.cli.report.Measure;
import io.github.resshift.metric.ConfidenceInterval;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Ours beside what was published.
 *
 * @param table what was run
 * @param evaluation of the models' pictures
 * @param deviations from the papers' protocol, a sentence each
 */
public record TableReport(PaperTable table, Evaluation evaluation, List<String> deviations) {
  private static final int WIDTH = 26;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Prints the table. */
  public void print(PrintWriter out) {
    out.println(table.name() + ": " + table.title() + " (" + table.source() + ")");
    evaluation.measures().forEach(m -> out.println("  " + m.name() + ": " + m.protocol()));
    deviations.forEach(sentence -> out.println("  deviation: " + Plain.line(sentence)));
    evaluation.notes().forEach(note -> out.println("  note: " + Plain.line(note)));
    List<String> columns = columns();
    int first = 36;
    out.print(" ".repeat(first));
    columns.forEach(name -> out.printf(" %" + WIDTH + "s", name));
    out.println();
    for (int r = 0; r < evaluation.results().size(); r++) {
      out.printf("%-" + first + "s", "ours: " + evaluation.results().get(r).label());
      for (String name : columns) {
        out.printf(" %" + WIDTH + "s", ours(r, name));
      }
      out.println();
    }
    for (PaperTable.Figures figures : table.figures()) {
      out.printf("%-" + first + "s", figures.who());
      for (String name : columns) {
        Double value = figures.values().get(name);
        out.printf(" %" + WIDTH + "s", value == null ? "-" : number(name, value));
      }
      out.println();
    }
    if (table.figures().isEmpty()) {
      out.println("No figures of the paper are recorded here; see " + table.source() + ".");
    }
    out.flush();
  }

  /** What is measured here, then what only others have measured. */
  private List<String> columns() {
    List<String> columns = new ArrayList<>();
    evaluation.measures().forEach(measure -> columns.add(measure.name()));
    TreeSet<String> others = new TreeSet<>();
    table.figures().forEach(figures -> others.addAll(figures.values().keySet()));
    others.removeAll(columns);
    columns.addAll(others);
    return columns;
  }

  private String ours(int result, String name) {
    for (int m = 0; m < evaluation.measures().size(); m++) {
      if (evaluation.measures().get(m).name().equals(name)) {
        ConfidenceInterval mean = evaluation.mean(result, m);
        return Double.isNaN(mean.low())
            ? number(name, mean.mean())
            : "%s [%s, %s]"
                .formatted(
                    number(name, mean.mean()), number(name, mean.low()), number(name, mean.high()));
      }
    }
    return "-";
  }

  private static String number(String measure, double value) {
    boolean coarse =
        measure.startsWith("psnr") || measure.equals("musiq") || measure.equals("niqe");
    return String.format(Locale.ROOT, coarse ? "%.2f" : "%.4f", value);
  }

  /** The same as JSON, {@code "format": "resshift-reproduction/1"}. */
  public String json() throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", "resshift-reproduction/1");
    root.put("table", table.name());
    root.put("source", table.source());
    root.put("pictures", evaluation.names().size());
    deviations.forEach(root.putArray("deviations")::add);
    ObjectNode ours = root.putObject("ours");
    for (int r = 0; r < evaluation.results().size(); r++) {
      ObjectNode model = ours.putObject(evaluation.results().get(r).label());
      for (int m = 0; m < evaluation.measures().size(); m++) {
        Measure measure = evaluation.measures().get(m);
        ConfidenceInterval mean = evaluation.mean(r, m);
        ObjectNode node = model.putObject(measure.name());
        put(node, "mean", mean.mean());
        put(node, "low", mean.low());
        put(node, "high", mean.high());
      }
    }
    ObjectNode published = root.putObject("published");
    for (PaperTable.Figures figures : table.figures()) {
      ObjectNode node = published.putObject(figures.who());
      figures.values().forEach(node::put);
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
