import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws what {@code bench/StudyTable.java csv}, {@code bench/chain-study.sh} or a training run wrote,
 * as SVG on standard output:
 *
 * <pre>
 * java bench/StudyChart.java claim CSV
 * java bench/StudyChart.java study OUT_DIR/study.csv
 * java bench/StudyChart.java training RUN.log...
 * </pre>
 */
public final class StudyChart {
  private static final int WIDTH = 250;
  private static final int HEIGHT = 170;
  private static final int LEFT = 46;
  private static final int TOP = 26;
  private static final int PLOT_WIDTH = 190;
  private static final int PLOT_HEIGHT = 112;
  private static final String[] COLOURS = {"#1f6feb", "#d1672b"};
  private static final Pattern LOSS =
      Pattern.compile("^(\\d+)/\\d+: loss ([0-9.]+).*", Pattern.MULTILINE);
  private static final Pattern SCORE =
      Pattern.compile("state-0*(\\d+)\\.safetensors\\s+validation: PSNR-Y ([0-9.]+)");

  private final StringBuilder svg = new StringBuilder();

  private record Line(String name, List<Double> values) {}

  /** Points of a chart share their labels on the x axis. */
  private record Chart(String title, List<String> labels, List<Line> lines) {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2 || !List.of("claim", "study", "training").contains(arguments[0])) {
      System.err.println("usage: java bench/StudyChart.java claim|study CSV | training LOG...");
      System.exit(2);
    }
    List<Chart> charts =
        switch (arguments[0]) {
          case "claim" -> claim(Path.of(arguments[1]));
          case "study" -> study(Path.of(arguments[1]));
          default -> training(List.of(arguments).subList(1, arguments.length));
        };
    System.out.print(new StudyChart().draw(charts, 2));
  }

  private static List<Chart> study(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> columns = List.of(lines.get(0).split(","));
    Map<String, List<String[]>> series = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      series.computeIfAbsent(cells[0], name -> new ArrayList<>()).add(cells);
    }
    List<Chart> charts = new ArrayList<>();
    series.forEach(
        (name, rows) -> {
          int varied = columns.indexOf(name.equals("T") ? "steps" : name);
          List<String> labels = rows.stream().map(row -> row[varied]).toList();
          for (String measure : List.of("psnr", "niqe")) {
            List<Line> both =
                List.of(
                    new Line("sample", column(rows, columns.indexOf(measure))),
                    new Line("first prediction", column(rows, columns.indexOf(measure + "1"))));
            String shown = measure.equals("psnr") ? "PSNR-Y, dB" : "NIQE";
            charts.add(new Chart(shown + " against " + name.replace('_', ' '), labels, both));
          }
        });
    return charts;
  }

  /**
   * Shifted residuals, each number of steps by the network that was trained for it or else by that
   * of 15 steps, and the chain from noise.
   */
  private static List<Chart> claim(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> columns = List.of(lines.get(0).split(","));
    Map<Integer, String[]> shift = new TreeMap<>();
    Map<Integer, String[]> noise = new TreeMap<>();
    Map<Integer, String[]> fifteen = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      if (cells[0].equals("noise")) {
        noise.put(Integer.valueOf(cells[1]), cells);
      } else if (cells[0].equals("shift" + cells[1])) {
        shift.put(Integer.valueOf(cells[1]), cells);
      } else if (cells[0].equals("shift15")) {
        fifteen.put(Integer.valueOf(cells[1]), cells);
      }
    }
    fifteen.forEach(shift::putIfAbsent);
    TreeSet<Integer> steps = new TreeSet<>(shift.keySet());
    steps.addAll(noise.keySet());
    List<String> labels = steps.stream().map(String::valueOf).toList();
    List<Chart> charts = new ArrayList<>();
    for (String measure : columns.subList(2, columns.size())) {
      int at = columns.indexOf(measure);
      charts.add(
          new Chart(
              measure + " against steps",
              labels,
              List.of(
                  new Line("shifted", points(steps, shift, at)),
                  new Line("from noise", points(steps, noise, at)))));
    }
    return charts;
  }

  private static List<Double> points(
      TreeSet<Integer> steps, Map<Integer, String[]> rows, int column) {
    return steps.stream()
        .map(step -> rows.containsKey(step) ? Double.valueOf(rows.get(step)[column]) : Double.NaN)
        .toList();
  }

  private static List<Double> column(List<String[]> rows, int index) {
    return rows.stream().map(row -> Double.valueOf(row[index])).toList();
  }

  private static List<Chart> training(List<String> logs) throws IOException {
    List<Chart> charts = new ArrayList<>();
    for (String log : logs) {
      String text = Files.readString(Path.of(log));
      charts.add(curve("loss", LOSS, text, 20));
      charts.add(curve("PSNR-Y of the validation pairs, dB", SCORE, text, 1));
    }
    return charts;
  }

  /** A curve of means over {@code each} lines of a log; a resumed run counts from where it began. */
  private static Chart curve(String title, Pattern pattern, String text, int each) {
    Map<Integer, Double> found = new TreeMap<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.put(Integer.valueOf(matcher.group(1)), Double.valueOf(matcher.group(2)));
    }
    List<Integer> at = new ArrayList<>(found.keySet());
    List<String> labels = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i + each <= at.size(); i += each) {
      ToDoubleFunction<Integer> value = found::get;
      values.add(at.subList(i, i + each).stream().mapToDouble(value).average().orElseThrow());
      labels.add(Integer.toString(at.get(i + each - 1)));
    }
    return new Chart(title, labels, List.of(new Line("", values)));
  }

  private String draw(List<Chart> charts, int columns) {
    int rows = (charts.size() + columns - 1) / columns;
    put(
        "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif'"
            + " font-size='10'>%n<rect width='100%%' height='100%%' fill='white'/>%n",
        columns * WIDTH, rows * HEIGHT);
    for (int i = 0; i < charts.size(); i++) {
      put("<g transform='translate(%d %d)'>%n", i % columns * WIDTH, i / columns * HEIGHT);
      chart(charts.get(i));
      put("</g>%n");
    }
    return svg.append("</svg>\n").toString();
  }

  private void chart(Chart chart) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Line line : chart.lines()) {
      for (double value : line.values()) {
        if (Double.isNaN(value)) {
          continue;
        }
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    double room = Math.max(1e-6, (high - low) * 0.1);
    low -= room;
    high += room;
    text(LEFT, 14, "start", chart.title());
    put(
        "<rect x='%d' y='%d' width='%d' height='%d' fill='none' stroke='#888'/>%n",
        LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT);
    for (int i = 0; i <= 2; i++) {
      double value = low + (high - low) * i / 2;
      text(LEFT - 4, TOP + PLOT_HEIGHT - PLOT_HEIGHT * i / 2 + 3, "end", shown(value));
    }
    int count = chart.labels().size();
    int apart = count <= 10 ? 1 : (count + 5) / 6;
    for (int i = 0; i < count; i += apart) {
      text((int) x(i, count), TOP + PLOT_HEIGHT + 13, "middle", chart.labels().get(i));
    }
    for (int l = 0; l < chart.lines().size(); l++) {
      Line line = chart.lines().get(l);
      StringBuilder points = new StringBuilder();
      for (int i = 0; i < count; i++) {
        if (Double.isNaN(line.values().get(i))) {
          continue;
        }
        double y = TOP + PLOT_HEIGHT * (1 - (line.values().get(i) - low) / (high - low));
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i, count), y));
        if (count <= 10) {
          put("<circle cx='%.1f' cy='%.1f' r='2.5' fill='%s'/>%n", x(i, count), y, COLOURS[l]);
        }
      }
      put("<polyline points='%s' fill='none' stroke='%s'/>%n", points.toString().trim(), COLOURS[l]);
      put(
          "<text x='%d' y='%d' fill='%s'>%s</text>%n",
          LEFT + 4 + 60 * l, TOP + PLOT_HEIGHT + 26, COLOURS[l], line.name());
    }
  }

  private static double x(int i, int count) {
    return LEFT + (i + 0.5) * PLOT_WIDTH / Math.max(1, count);
  }

  private static String shown(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 1 ? "%.4f" : "%.2f", value);
  }

  private void text(int x, int y, String anchor, String text) {
    put("<text x='%d' y='%d' text-anchor='%s'>%s</text>%n", x, y, anchor, text);
  }

  private void put(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
