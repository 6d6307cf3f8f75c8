package io.github.resshift.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.BatchPlanner;
import io.github.resshift.jobs.batch.Existing;
import io.github.resshift.jobs.batch.Extras;
import io.github.resshift.jobs.batch.InputFinder;
import io.github.resshift.jobs.batch.Naming;
import io.github.resshift.jobs.batch.OutputTarget;
import io.github.resshift.jobs.journal.Past;
import io.github.resshift.restore.TinyModels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Free names on the cluster, against those of the command line's planner. */
class RenameTest {
  @TempDir static Path shared;
  private static SparkSession spark;
  private static String model;

  @TempDir Path dir;
  private Path in;
  private Path more;
  private Path out;

  @BeforeAll
  static void start() throws IOException {
    model = TinyModels.superResolution(Files.createDirectories(shared.resolve("model")));
    spark = LocalSpark.start(shared);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Two of one name in a folder, one that looks numbered, and the same in another input. */
  @BeforeEach
  void pictures() throws IOException {
    in = dir.resolve("z");
    more = dir.resolve("m");
    out = Files.createDirectories(dir.resolve("out"));
    picture(in.resolve("a.gif"), 16);
    picture(in.resolve("a.png"), 17);
    picture(in.resolve("a-1.png"), 18);
    picture(in.resolve("deep/b.png"), 19);
    picture(in.resolve("deep/b-007.png"), 20);
    picture(more.resolve("a.png"), 21);
    Files.writeString(in.resolve("a-2.txt"), "no picture takes no name");
    Files.write(in.resolve("deep/b.jpg"), new byte[] {1, 2, 3});
    picture(out.resolve("a-2.png"), 30);
    picture(out.resolve("deep/b.png"), 31);
  }

  @Test
  void namesAreThoseOfTheCommandLine() throws IOException {
    Map<String, String> expected = byCommandLine(Extras.NONE);
    assertThat(expected.values()).contains("a-3.png", "a-4.png", "deep/b-1.png");
    ClusterReport report = job(Map.of()).run(spark);
    assertThat(report.done()).isEqualTo(6);
    assertThat(report.failed()).as("deep/b.jpg").isOne();
    assertThat(byManifest(report)).isEqualTo(expected);
    assertThat(ImageIO.read(out.resolve("a-2.png").toFile()).getWidth()).isEqualTo(30);
    assertThat(ImageIO.read(out.resolve("deep/b.png").toFile()).getWidth()).isEqualTo(31);
    for (Map.Entry<String, String> made : expected.entrySet()) {
      assertThat(ImageIO.read(out.resolve(made.getValue()).toFile()).getWidth())
          .isEqualTo(4 * ImageIO.read(Path.of(made.getKey()).toFile()).getWidth());
    }

    expected = byCommandLine(Extras.NONE);
    assertThat(byManifest(job(Map.of()).run(spark))).as("a new run").isEqualTo(expected);
  }

  @Test
  void foldersBesideResultsAreFreeToo() throws IOException {
    picture(out.resolve("a-3-samples/mine.png"), 30);
    picture(in.resolve("deep/b-1-samples/c.png"), 22);
    Map<String, String> expected = byCommandLine(new Extras(true, 2));
    assertThat(expected.values()).contains("a-4.png", "a-5.png", "deep/b-2.png");
    assertThat(byManifest(job(Map.of("samples", List.of("2"))).run(spark))).isEqualTo(expected);
  }

  @Test
  void aRunThatWasCutOffGoesOnUnderItsNames() throws IOException {
    Map<String, String> expected = byCommandLine(Extras.NONE);
    ClusterReport first = job(Map.of()).run(spark);
    Path run = Path.of(first.manifest()).getParent();
    Map<String, byte[]> before = contents();
    Files.delete(run.resolve("_END"));
    ClusterReport rest = job(Map.of()).run(spark);
    assertThat(rest.done()).as("its rows are there").isZero();
    assertThat(rest.skipped()).isEqualTo(6);

    // As if it had been killed after it had published results and before it wrote their rows.
    forgetRows(first, rest);
    replan(run, expected);
    Files.delete(out.resolve("a-1.png"));
    rest = job(Map.of()).run(spark);
    assertThat(rest.done()).isEqualTo(6);
    assertThat(byManifest(rest)).isEqualTo(expected);
    assertThat(contents().keySet()).isEqualTo(before.keySet());
    contents().forEach((name, bytes) -> assertThat(bytes).isEqualTo(before.get(name)));
    assertThat(job(Map.of()).plan(spark).left()).as("that one came to its end").isEqualTo(7);
  }

  @Test
  void aFileThatIsNotTheRunsOwnIsNeverReplaced() throws IOException {
    Map<String, String> expected = byCommandLine(Extras.NONE);
    ClusterReport first = job(Map.of()).run(spark);
    Path run = Path.of(first.manifest()).getParent();
    forgetRows(first, first);
    replan(run, expected);
    Files.writeString(out.resolve("a-1.png"), "mine");
    ClusterReport rest = job(Map.of()).run(spark);
    assertThat(Files.readString(out.resolve("a-1.png"))).isEqualTo("mine");
    assertThat(rest.done()).isEqualTo(5);
    assertThat(rest.failures())
        .anyMatch(failure -> failure.contains("is not what this run makes; move it away"));
  }

  /** The rows of two runs, and that they came to their end. */
  private static void forgetRows(ClusterReport... reports) throws IOException {
    for (ClusterReport report : reports) {
      Path rows = Path.of(report.manifest());
      if (Files.exists(rows)) {
        Spool.delete(rows);
      }
      Files.deleteIfExists(rows.resolveSibling("_END"));
    }
  }

  /** Puts the plan of a run back, which the run has deleted. */
  private void replan(Path run, Map<String, String> names) throws IOException {
    Folder folder = new Folder(spark.sparkContext().hadoopConfiguration());
    List<Item> items =
        names.entrySet().stream().map(name -> item(name.getKey(), name.getValue())).toList();
    String id = run.getFileName().toString().replace("run-", "");
    var root = new org.apache.hadoop.fs.Path(run.getParent().toString());
    var plan = new Manifest(folder, root).plan(id, true, digest());
    new PlanFiles(folder, plan).write(0, items.iterator());
  }

  private Item item(String file, String target) {
    Path path = Path.of(file);
    Path folder = path.startsWith(in) ? in : more;
    try {
      long time = Files.getLastModifiedTime(path).toMillis();
      String place = folder.relativize(path).toString();
      Source source = new Source("file:" + path, place, Files.size(path), time, 0);
      return new Item(source, target, 100, false);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String digest() {
    return JobSettings.of(Task.SUPER_RESOLUTION, options(Map.of()), name -> "--" + name)
        .identity(ModelFacts.of(ModelCatalog.standard().resolve(model)), PictureFormat.PNG)
        .digest();
  }

  private static Map<String, List<String>> options(Map<String, List<String>> options) {
    Map<String, List<String>> all = new TreeMap<>(options);
    all.put("model", List.of(model));
    return all;
  }

  private ClusterJob job(Map<String, List<String>> options) {
    return new ClusterJob(Task.SUPER_RESOLUTION, options(options))
        .inputs(List.of(in.toString(), more.toString()))
        .output(out.toString())
        .existing(Existing.RENAME);
  }

  private Map<String, String> byCommandLine(Extras extras) {
    return BatchPlanner.plan(
            InputFinder.find(List.of(in.toString(), more.toString()), out),
            new OutputTarget.Folder(out, PictureFormat.PNG),
            Existing.RENAME,
            Past.none(),
            Naming.likeSource(),
            0,
            extras)
        .todo()
        .stream()
        .collect(
            Collectors.toMap(
                todo -> todo.input().toString(), this::below, (a, b) -> a, TreeMap::new));
  }

  private String below(Todo todo) {
    return out.relativize(todo.target()).toString();
  }

  private static Map<String, String> byManifest(ClusterReport report) {
    Map<String, String> names = new TreeMap<>();
    spark
        .read()
        .schema(ManifestRow.schema())
        .parquet(report.manifest())
        .filter("status = 'done'")
        .collectAsList()
        .forEach(row -> names.put(row.getAs("input"), row.getAs("target")));
    return names;
  }

  private Map<String, byte[]> contents() throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(out)) {
      for (Path file : all.filter(file -> file.toString().endsWith(".png")).toList()) {
        contents.put(out.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private static void picture(Path file, int width) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, 16, BufferedImage.TYPE_INT_RGB);
    image.setRGB(3, 3, width * 0x070503);
    String name = file.toString();
    ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
  }
}
