import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes a table and differences with intervals of what {@code bench/study.sh} measured, on standard
 * output as Markdown, or the figures of each row for a chart:
 *
 * <pre>
 * java bench/StudyTable.java table OUT_DIR
 * java bench/StudyTable.java difference OUT_DIR shift4/4 noise/100
 * java bench/StudyTable.java csv OUT_DIR
 * </pre>
 *
 * A row is a chain and its steps, such as {@code shift15/15}, or {@code bicubic}. Values are means over pictures and
 * seeds. Intervals are those of 95 % of 10000 draws of pictures with replacement, each picture with
 * the mean of its seeds; in a difference both rows have the same pictures and seeds.
 */
public final class StudyTable {
  private static final int DRAWS = 10_000;
  private static final String BICUBIC = "bicubic";
  private static final Pattern LABEL = Pattern.compile("\"label\"\\s*:\\s*\"([^\"]*)\"");
  private static final Pattern PICTURES = Pattern.compile("\"pictures\"\\s*:\\s*\\{");
  private static final Pattern PICTURE =
      Pattern.compile("\"([^\"]+)\"\\s*:\\s*\\{([^{}]*)\\}");
  private static final Pattern VALUE =
      Pattern.compile("\"([a-z-]+)\"\\s*:\\s*(-?[0-9.][0-9.eE-]*)");
  private static final Pattern RUN = Pattern.compile("(.*)-(\\d+)");

  /** Values by row, picture and seed. */
  private final Map<String, Map<String, Map<Integer, Map<String, Double>>>> rows =
      new LinkedHashMap<>();

  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
  private final List<String> measures = new ArrayList<>();

  public static void main(String[] arguments) throws IOException {
    List<String> kinds = List.of("table", "difference", "csv");
    if (arguments.length < 2
        || !kinds.contains(arguments[0])
        || (arguments[0].equals("difference") && arguments.length != 4)) {
      System.err.println("usage: java bench/StudyTable.java table|difference|csv OUT_DIR [ROW ROW]");
      System.exit(2);
    }
    StudyTable study = new StudyTable();
    study.read(Path.of(arguments[1]));
    switch (arguments[0]) {
      case "table" -> study.table();
      case "csv" -> study.csv();
      default -> study.difference(arguments[2], arguments[3]);
    }
  }

  private void read(Path folder) throws IOException {
    List<Path> runs;
    try (Stream<Path> all = Files.list(folder)) {
      runs = all.filter(run -> Files.exists(run.resolve("report.json"))).sorted().toList();
    }
    for (Path run : runs) {
      Matcher name = RUN.matcher(run.getFileName().toString());
      if (!name.matches()) {
        continue;
      }
      String text = Files.readString(run.resolve("report.json"));
      String[] results = text.substring(text.indexOf("\"results\"")).split("(?=\"label\")");
      for (String result : Arrays.copyOfRange(results, 1, results.length)) {
        Matcher label = LABEL.matcher(result);
        label.find();
        boolean bicubic = label.group(1).equals(BICUBIC);
        String row = bicubic ? BICUBIC : name.group(1) + "/" + label.group(1);
        int seed = bicubic ? 0 : Integer.parseInt(name.group(2));
        take(row, seed, result);
        Path time = run.resolve(label.group(1) + ".seconds");
        if (Files.exists(time)) {
          seconds
              .computeIfAbsent(row, key -> new ArrayList<>())
              .add(Double.valueOf(Files.readString(time).strip()));
        }
      }
    }
  }

  private void take(String row, int seed, String result) {
    Matcher picture = PICTURE.matcher(PICTURES.split(result, 2)[1]);
    while (picture.find()) {
      Map<String, Double> values = new LinkedHashMap<>();
      Matcher value = VALUE.matcher(picture.group(2));
      while (value.find()) {
        values.put(value.group(1), Double.valueOf(value.group(2)));
        if (!measures.contains(value.group(1))) {
          measures.add(value.group(1));
        }
      }
      rows.computeIfAbsent(row, key -> new LinkedHashMap<>())
          .computeIfAbsent(picture.group(1), key -> new LinkedHashMap<>())
          .put(seed, values);
    }
  }

  /** One value a picture: the mean of its seeds, of those in {@code wanted} if that is not null. */
  private double[] pictures(String row, String measure, TreeSet<Integer> wanted) {
    // Bicubic interpolation has no seed and stands beside any.
    TreeSet<Integer> seeds = row.equals(BICUBIC) ? null : wanted;
    return rows.get(row).values().stream()
        .mapToDouble(
            bySeed ->
                bySeed.entrySet().stream()
                    .filter(e -> seeds == null || seeds.contains(e.getKey()))
                    .mapToDouble(e -> e.getValue().getOrDefault(measure, Double.NaN))
                    .average()
                    .orElse(Double.NaN))
        .toArray();
  }

  private TreeSet<Integer> seeds(String row) {
    if (!rows.containsKey(row)) {
      System.err.println("There is no row " + row + "; there are " + rows.keySet() + ".");
      System.exit(1);
    }
    TreeSet<Integer> all = new TreeSet<>();
    rows.get(row).values().forEach(bySeed -> all.addAll(bySeed.keySet()));
    return all;
  }

  private void table() {
    put("| chain/steps | seeds | %s | s a picture |%n", String.join(" | ", measures));
    put("| --- | ---: |%s ---: |%n", " ---: |".repeat(measures.size()));
    for (String row : rows.keySet()) {
      StringBuilder line = new StringBuilder();
      for (String measure : measures) {
        line.append(" | ").append(shown(mean(pictures(row, measure, null)), measure));
      }
      int count = rows.get(row).size();
      double time =
          seconds.getOrDefault(row, List.of()).stream()
              .mapToDouble(s -> s / count)
              .min()
              .orElse(Double.NaN);
      put(
          "| %s | %s%s | %s |%n",
          row,
          row.equals(BICUBIC) ? "" : Integer.toString(seeds(row).size()),
          line,
          Double.isNaN(time) ? "" : String.format(Locale.ROOT, "%.2f", time));
    }
  }

  private void csv() {
    put("chain,steps,%s%n", String.join(",", measures));
    for (String row : rows.keySet()) {
      String[] parts = row.split("/");
      StringBuilder line = new StringBuilder();
      for (String measure : measures) {
        line.append(',').append(mean(pictures(row, measure, null)));
      }
      put("%s,%s%s%n", parts[0], parts.length < 2 ? "0" : parts[1], line);
    }
  }

  private void difference(String one, String other) {
    TreeSet<Integer> both = seeds(one.equals(BICUBIC) ? other : one);
    if (!other.equals(BICUBIC)) {
      both.retainAll(seeds(other));
    }
    put("%s minus %s, seeds %s%n%n", one, other, both);
    for (String measure : measures) {
      double[] a = pictures(one, measure, both);
      double[] b = pictures(other, measure, both);
      double[] difference = new double[a.length];
      Arrays.setAll(difference, i -> a[i] - b[i]);
      Random random = new Random(1);
      double[] means = new double[DRAWS];
      for (int d = 0; d < DRAWS; d++) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
          sum += difference[random.nextInt(a.length)];
        }
        means[d] = sum / a.length;
      }
      Arrays.sort(means);
      put(
          "%-10s %+.4f (%+.4f to %+.4f), seed by seed %s%n",
          measure,
          mean(difference),
          means[DRAWS / 40],
          means[DRAWS - DRAWS / 40],
          bySeed(one, other, measure, both));
    }
  }

  private String bySeed(String one, String other, String measure, TreeSet<Integer> seeds) {
    List<String> each = new ArrayList<>();
    for (int seed : seeds) {
      TreeSet<Integer> only = new TreeSet<>(List.of(seed));
      double difference =
          mean(pictures(one, measure, only)) - mean(pictures(other, measure, only));
      each.add(String.format(Locale.ROOT, "%+.4f", difference));
    }
    return String.join(", ", each);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static String shown(double value, String measure) {
    return String.format(
        Locale.ROOT, measure.startsWith("psnr") || measure.equals("niqe") ? "%.3f" : "%.4f", value);
  }

  private static void put(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }
}
