package io.github.resshift.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.degrade.PairMaker;
import io.github.resshift.degrade.Recipe;
import io.github.resshift.jobs.ProgramVersion;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.tensor.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs that a cluster makes, against those of the class that makes them for the command line. */
class PairRunTest {
  private static final List<String> NAMES = List.of("a", "x/b", "x/c d", "x/\u00e9");

  @TempDir static Path shared;
  private static SparkSession spark;
  @TempDir Path dir;
  private Path in;
  private Path out;

  @BeforeAll
  static void start() {
    spark = LocalSpark.start(shared);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void pictures() throws IOException {
    in = dir.resolve("in");
    out = dir.resolve("out");
    for (String name : NAMES) {
      TestPicture.write(in.resolve(name + ".png"), 66 + 4 * name.length(), 61);
    }
    Files.write(in.resolve("x/bad.png"), new byte[] {1, 2, 3});
    TestPicture.write(in.resolve("tiny.png"), 3, 3);
    Files.writeString(in.resolve("readme.txt"), "no picture");
  }

  @ParameterizedTest
  @ValueSource(strings = {"realesrgan-test", "mask"})
  void bytesAreThoseOfTheCommandLine(String recipe) throws IOException {
    PairSettings settings = PairSettings.of(recipe, null, 5, true);
    ClusterReport report = new PairRun(spark, settings).run(List.of(in + ""), out + "", List.of());
    boolean mask = recipe.equals("mask");
    assertThat(report.done()).isEqualTo(NAMES.size());
    assertThat(report.failed()).isEqualTo(2);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.leftOut()).isOne();

    Engine.threads(1);
    Path expected = dir.resolve("expected");
    PairMaker pairs = new PairMaker(Recipe.of(recipe), mask ? 1 : 4);
    for (String name : NAMES) {
      pairs.make(in.resolve(name + ".png"), name, expected, 5, true);
    }
    Files.writeString(
        expected.resolve("recipe.json"),
        pairs.provenance("5", "resshift " + ProgramVersion.text()));
    Map<String, String> made = digests(out);
    assertThat(made).isEqualTo(digests(expected));
    assertThat(made).containsKey("records/x/b.json").hasSize(mask ? 17 : 13);

    List<Row> rows =
        spark.read().schema(ManifestRow.schema()).parquet(report.manifest()).collectAsList();
    assertThat(rows).hasSize(NAMES.size() + 2);
    Row bad =
        rows.stream()
            .filter(row -> row.<String>getAs("input").endsWith("bad.png"))
            .findFirst()
            .orElseThrow();
    assertThat(bad.<String>getAs("error")).startsWith(in.resolve("x/bad.png") + " is not");
    Row done =
        rows.stream()
            .filter(row -> row.<String>getAs("input").endsWith("b.png"))
            .findFirst()
            .orElseThrow();
    assertThat(done.<String>getAs("output_sha256")).isEqualTo(made.get("lq/x/b.png"));
  }

  @Test
  void whatMakesNoSenseIsRefused() throws IOException {
    TestPicture.write(in.resolve("x/b.jpg"), 20, 20);
    PairSettings settings = PairSettings.of("bicubic", 2, 0, false);
    assertThatThrownBy(
            () -> new PairRun(spark, settings).run(List.of(in + ""), out + "", List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageEndingWith("hq/x/b.png'; rename one of them.");
    assertThat(out).doesNotExist();
    StringWriter said = new StringWriter();
    PrintWriter err = new PrintWriter(said, true);
    String[] rain = {"degrade", in + "", "-o", out + "", "--recipe", "rain"};
    assertThat(ClusterCommand.execute(rain, err, err)).isEqualTo(2);
    String[] face = {"degrade", in + "", "-o", out + "", "--recipe", "face", "--scale", "4"};
    assertThat(ClusterCommand.execute(face, err, err)).isEqualTo(2);
    String[] large = {"degrade", in + "", "-o", out + "", "--recipe", "bicubic", "--scale", "17"};
    assertThat(ClusterCommand.execute(large, err, err)).isEqualTo(2);
    assertThat(said.toString())
        .contains("realesrgan-test")
        .contains("does not go with --recipe face")
        .contains("from 1 to 16");
  }

  private static Map<String, String> digests(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString();
        if (!name.startsWith(".")) {
          digests.put(name, Digests.of(file));
        }
      }
    }
    return digests;
  }
}
