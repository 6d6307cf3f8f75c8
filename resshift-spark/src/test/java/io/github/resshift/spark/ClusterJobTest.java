package io.github.resshift.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.PictureService;
import io.github.resshift.jobs.batch.Existing;
import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.restore.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs in one process, on a dozen pictures of which some are bad. */
class ClusterJobTest {
  private static final int GOOD = 9;

  /** The first picture of which is more than 17 x 20 pixels. */
  private static final int LARGE = 2;

  @TempDir static Path shared;
  private static SparkSession spark;
  private static String model;
  private static Path in;

  /** What the service layer makes of each picture, by its place. */
  private static final Map<String, byte[]> EXPECTED = new TreeMap<>();

  /** The same where pictures of more than 17 x 20 pixels have two threads, which changes sums. */
  private static final Map<String, byte[]> WITH_LARGE = new TreeMap<>();

  @TempDir Path dir;
  private Path out;

  @BeforeAll
  static void start() throws IOException {
    model = TinyModels.superResolution(Files.createDirectories(shared.resolve("model")));
    in = shared.resolve("in");
    for (int n = 0; n < GOOD; n++) {
      TestPicture.write(
          in.resolve((n % 2 == 0 ? "a/" : "b c/deep/") + "_p" + n + ".png"), 16 + n, 20);
    }
    Files.write(in.resolve("a/bad.png"), new byte[] {1, 2, 3});
    byte[] whole = Files.readAllBytes(in.resolve("a/_p0.png"));
    Files.write(in.resolve("cut.png"), Arrays.copyOf(whole, whole.length - 60));
    Files.writeString(in.resolve("readme.txt"), "no picture");
    Files.writeString(in.resolve(".hidden.png"), "no picture");
    expect("1", EXPECTED, 0);
    WITH_LARGE.putAll(EXPECTED);
    expect("2", WITH_LARGE, LARGE);
    assertThat(EXPECTED).hasSize(GOOD);
    spark = LocalSpark.start(shared);
  }

  private static void expect(String threads, Map<String, byte[]> results, int least)
      throws IOException {
    Map<String, List<String>> options = Map.of("threads", List.of(threads));
    try (PictureService service = PictureService.open(settings(options))) {
      for (Path file : files(in, ".png")) {
        if (Integer.parseInt("0" + file.getFileName().toString().replaceAll("\\D", "")) < least) {
          continue;
        }
        try {
          Path target = shared.resolve("expected.png");
          service.restore(file, target, PictureFormat.PNG, new Quiet());
          results.put(in.relativize(file).toString(), Files.readAllBytes(target));
        } catch (ResShiftException e) {
          assertThat(file.toString()).containsAnyOf("bad.png", "cut.png", ".hidden.png");
        }
      }
    }
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void output() {
    out = dir.resolve("out");
  }

  @Test
  void everyGoodPictureIsMadeAndEveryBadOneIsARow() throws IOException {
    ClusterReport report = job(Map.of()).run(spark);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.done()).isEqualTo(GOOD);
    assertThat(report.failed()).isEqualTo(2);
    assertThat(report.leftOut()).isOne();
    requireExpected(out);
    try (Stream<Path> all = Files.walk(out)) {
      assertThat(all.map(Path::toString))
          .noneMatch(
              name -> name.endsWith(".part") || name.contains("/plan") || name.endsWith(".crc"));
    }
    List<Row> rows = spark.read().parquet(report.manifest()).collectAsList();
    assertThat(rows).hasSize(GOOD + 2);
    Row done = row(rows, "_p3.png");
    String digest =
        settings(Map.of())
            .identity(ModelFacts.of(ModelCatalog.standard().resolve(model)), PictureFormat.PNG)
            .digest();
    assertThat(done.<String>getAs("settings")).isEqualTo(digest);
    assertThat(done.<String>getAs("status")).isEqualTo("done");
    assertThat(done.<String>getAs("output")).isEqualTo(out + "/b c/deep/_p3.png");
    assertThat(done.<Long>getAs("width")).isEqualTo(4 * 19);
    assertThat(done.<Long>getAs("length")).isEqualTo(Files.size(in.resolve("b c/deep/_p3.png")));
    assertThat(done.<String>getAs("output_sha256"))
        .isEqualTo(Digests.of(out.resolve("b c/deep/_p3.png")));
    assertThat(done.<String>getAs("sha256")).isEqualTo(Digests.of(in.resolve("b c/deep/_p3.png")));
    assertThat(done.<String>getAs("processor")).contains(System.getProperty("os.arch"));
    assertThat(done.<String>getAs("precision")).isIn("fp32", "bf16", "mixed");
    Row bad = row(rows, "bad.png");
    assertThat(bad.<String>getAs("status")).isEqualTo("failed");
    assertThat(bad.<String>getAs("error"))
        .startsWith(in.resolve("a/bad.png") + " is not a picture")
        .doesNotContain("resshift-");
    assertThat(report.failures()).hasSize(2);
  }

  @Test
  void aSecondRunDoesOnlyWhatIsLeft() throws IOException {
    Map<String, List<String>> seeded = Map.of("seed", List.of("7"));
    job(seeded).run(spark);
    ClusterReport again = job(seeded).run(spark);
    assertThat(again.skipped()).isEqualTo(GOOD);
    assertThat(again.done()).isZero();
    assertThat(again.failed()).as("bad ones are tried again").isEqualTo(2);

    Files.delete(out.resolve("a/_p2.png"));
    assertThat(job(seeded).run(spark).done()).as("a result that was deleted").isOne();

    ClusterReport other = job(Map.of("seed", List.of("8"))).run(spark);
    assertThat(other.outdated()).isEqualTo(GOOD);
    assertThat(other.done()).isZero();
    assertThatThrownBy(() -> job(seeded).existing(Existing.FAIL).run(spark))
        .hasMessageContaining("and 8 more exist; nothing was done (--existing fail)");
  }

  @Test
  void aRunThatWasCutOffGoesOnWhateverIsSaidOfExistingResults() throws IOException {
    ClusterReport first = job(Map.of()).run(spark);
    Path run = Path.of(first.manifest()).getParent();
    ClusterReport anew = job(Map.of()).existing(Existing.OVERWRITE).run(spark);
    assertThat(anew.done()).as("the first run came to its end").isEqualTo(GOOD);

    Files.delete(run.resolve("_END"));
    Files.delete(Path.of(anew.manifest()).getParent().resolve("_END"));
    Files.delete(out.resolve("a/_p4.png"));
    Path begun = out.resolve("a/._p4.png.01234567-89ab-cdef-0123-456789abcdef.part");
    Files.writeString(begun, "begun by a task that died");
    ClusterReport rest = job(Map.of()).existing(Existing.OVERWRITE).run(spark);
    assertThat(rest.done()).isOne();
    assertThat(rest.skipped()).isEqualTo(GOOD - 1);
    assertThat(begun).doesNotExist();
    requireExpected(out);
  }

  @Test
  void changedSourcesAreMadeAgainByUpdate() throws IOException {
    Path own = dir.resolve("own");
    TestPicture.write(own.resolve("x.png"), 16, 16);
    TestPicture.write(own.resolve("y.png"), 16, 16);
    ClusterJob job = job(Map.of()).inputs(List.of(own.toString())).existing(Existing.UPDATE);
    assertThat(job.run(spark).done()).isEqualTo(2);
    TestPicture.write(own.resolve("y.png"), 20, 16);
    ClusterReport second = job.run(spark);
    assertThat(second.done()).isOne();
    assertThat(second.skipped()).isOne();
  }

  @Test
  void largePicturesAndAnObjectStoreGiveTheSameBytes() throws IOException {
    int renamed = FakeStore.RENAMED.get();
    ClusterReport report =
        job(Map.of())
            .inputs(List.of("s3a://bucket" + in))
            .output("s3a://bucket" + out)
            .large(17 * 20)
            .largeThreads(2)
            .run(spark);
    assertThat(report.done()).isEqualTo(GOOD);
    requireAll(out, WITH_LARGE);
    assertThat(FakeStore.RENAMED.get()).as("one PUT each").isEqualTo(renamed);
    List<Row> rows =
        spark.read().schema(ManifestRow.schema()).parquet(report.manifest()).collectAsList();
    assertThat(row(rows, "_p8.png").<Long>getAs("threads")).isEqualTo(2);
    assertThat(row(rows, "_p0.png").<Long>getAs("threads")).isEqualTo(1);
  }

  @Test
  void aTableStandsForAListing() throws IOException {
    Path table =
        Files.writeString(
            dir.resolve("list.csv"),
            "path,place\n"
                + in.resolve("a/_p0.png")
                + ",first.png\n"
                + in
                + "/none.png,second.png\n");
    ClusterReport report = job(Map.of()).inputs(List.of()).list(table.toString()).run(spark);
    assertThat(report.done()).isOne();
    assertThat(report.failures())
        .containsExactly(in + "/none.png: There is no such file any more.");
    assertThat(Files.readAllBytes(out.resolve("first.png"))).isEqualTo(EXPECTED.get("a/_p0.png"));
  }

  @Test
  void whatMakesNoSenseIsRefusedBeforeAnythingIsDone() throws IOException {
    Path own = dir.resolve("own");
    TestPicture.write(own.resolve("x.png"), 16, 16);
    TestPicture.write(own.resolve("x.gif"), 16, 16);
    assertThatThrownBy(() -> job(Map.of()).inputs(List.of(own.toString())).run(spark))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("would both be written to");
    assertThatThrownBy(() -> job(Map.of("memory", List.of("4g"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--memory would make results depend on the machine");
    assertThatThrownBy(() -> job(Map.of("batch", List.of("2"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--batch would make results depend on the pictures beside them");
    assertThatThrownBy(() -> job(Map.of("threads", List.of("3"))).run(spark))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--conf spark.task.cpus=3");
    Files.delete(own.resolve("x.gif"));
    assertThatThrownBy(
            () -> job(Map.of()).inputs(List.of(own.toString())).output(own.toString()).run(spark))
        .hasMessageContaining("would be written over the input");
    assertThat(out).doesNotExist();
    ClusterReport none = job(Map.of()).inputs(List.of(dir + "/nowhere")).run(spark);
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.failures()).containsExactly(dir + "/nowhere: There is no such file or folder.");
  }

  @Test
  void aPlanDoesNothing() {
    ClusterReport report = job(Map.of()).plan(spark);
    assertThat(report.left()).isEqualTo(GOOD + 2);
    assertThat(files(out, ".png")).isEmpty();
  }

  /** Pictures that the driver plans by itself. */
  int few() {
    return Listing.FEW;
  }

  private ClusterJob job(Map<String, List<String>> options) {
    return new ClusterJob(Task.SUPER_RESOLUTION, withModel(options))
        .inputs(List.of(in.toString()))
        .output(out.toString())
        .few(few());
  }

  private static JobSettings settings(Map<String, List<String>> options) {
    return JobSettings.of(Task.SUPER_RESOLUTION, withModel(options), name -> "--" + name);
  }

  private static Map<String, List<String>> withModel(Map<String, List<String>> options) {
    Map<String, List<String>> all = new TreeMap<>(options);
    all.put("model", List.of(model));
    return all;
  }

  private static void requireExpected(Path folder) throws IOException {
    requireAll(folder, EXPECTED);
  }

  private static void requireAll(Path folder, Map<String, byte[]> expected) throws IOException {
    for (Map.Entry<String, byte[]> entry : expected.entrySet()) {
      assertThat(Files.readAllBytes(folder.resolve(entry.getKey())))
          .as(entry.getKey())
          .isEqualTo(entry.getValue());
    }
    assertThat(files(folder, ".png")).hasSize(GOOD);
  }

  private static Row row(List<Row> rows, String name) {
    return rows.stream()
        .filter(row -> row.<String>getAs("input").endsWith("/" + name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Path> files(Path folder, String suffix) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(suffix)).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static final class Quiet implements PictureMaker.Listener {
    @Override
    public void progress(int done, int total) {}

    @Override
    public boolean cancelled() {
      return false;
    }
  }
}
