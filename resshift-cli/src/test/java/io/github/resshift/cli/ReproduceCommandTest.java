package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.catalog.Task;
import io.github.resshift.cli.reproduce.PaperTable;
import io.github.resshift.engine.tile.TilePlan;
import io.github.resshift.image.FileNames;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.RestoringMakers;
import io.github.resshift.restore.Tiling;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReproduceCommandTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir Path dir;
  private String said;

  @Test
  void listsAllTablesWithWhatTheyNeed() {
    assertThat(run("list")).isEqualTo(ExitCode.DONE);
    assertThat(PaperTable.all()).hasSize(9);
    for (PaperTable table : PaperTable.all()) {
      assertThat(said).contains(table.name(), table.title(), table.data());
    }
  }

  /** Tiles of the published program: golden starts for a tile and no overlap. */
  @Test
  void everyProtocolCutsTilesWithoutOverlapAsTheGoldenOnes() throws IOException {
    JsonNode golden =
        new ObjectMapper()
            .readTree(
                new File(
                    System.getProperty("resshift.root"),
                    "resshift-core/src/test/resources/fixtures/tiling/tiling.json"));
    for (PaperTable table : PaperTable.all()) {
      Map<String, List<String>> values = new LinkedHashMap<>();
      table.settings().forEach((key, value) -> values.put(key, List.of(value)));
      if (table.kind() == Task.INPAINT) {
        values.put("mask", List.of("alpha"));
      }
      var restore = JobSettings.of(table.kind(), values, key -> key).restore();
      int tile = restore.tile().orElseThrow();
      assertThat(restore.tiling()).isEqualTo(Tiling.PUBLISHED);
      int stride = tile - restore.overlap().orElseThrow();
      int compared = 0;
      for (JsonNode c : golden.get("extract_starts")) {
        int patch = c.get("patch").asInt();
        int times = tile / patch;
        if (c.get("stride").asInt() * times == stride) {
          List<Integer> starts = new ArrayList<>();
          c.get("starts").forEach(start -> starts.add(start.asInt() * times));
          assertThat(
                  TilePlan.of(c.get("length").asInt() * times, tile, tile, stride).tiles().stream()
                      .map(TilePlan.Tile::top))
              .isEqualTo(starts);
          compared++;
        }
      }
      assertThat(compared).isGreaterThan(5);
    }
  }

  @Test
  void whatIsMissingIsListedAndNothingIsRun() throws IOException {
    Path data = pairs("lq", 2, 16, 16);
    assertThat(run("imagenet-test", "--data", data.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(said)
        .contains(
            "missing: data: There is no folder",
            "3000 pictures of the ImageNet validation set",
            "missing: model realsr-v1:",
            "models fetch realsr-v1",
            "missing: measure lpips:",
            "models fetch lpips-alex",
            "nothing was run");
    assertThat(dir.resolve("out")).doesNotExist();
    assertThat(run("imagenet-test")).isEqualTo(ExitCode.USAGE);
    assertThat(run("imagenet", "--data", data.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(said).contains("there are imagenet-test, bicubic");
  }

  @Test
  void oursStandBesideThePublishedAndARunGoesOn() throws IOException {
    Path model =
        TinyModel.write(Files.createDirectories(dir.resolve("tiny")), Task.SUPER_RESOLUTION);
    Path data = pairs("lq", 3, 72, 80);
    pairs("gt", 3, 288, 320);
    String[] arguments = {
      "imagenet-test", "--data", data.toString(), "--models", model.toString(), "--limit", "2"
    };
    assertThat(run(arguments)).isEqualTo(ExitCode.FAILED);
    List<String> partial = new ArrayList<>(List.of(arguments));
    partial.add("--partial");
    assertThat(run(partial.toArray(String[]::new))).as(said).isEqualTo(ExitCode.DONE);
    assertThat(said)
        .contains(
            "deviation: 2 pictures, the papers measure 3000",
            "is none of the models of the table",
            "without lpips",
            "clipiqa is not measured",
            "published, 15 steps",
            "25.01",
            "released v1, measured by others",
            "24.93");
    JsonNode report =
        new ObjectMapper().readTree(dir.resolve("out/imagenet-test/report.json").toFile());
    assertThat(report.get("pictures").asInt()).isEqualTo(2);
    JsonNode psnr = report.get("ours").iterator().next().get("psnr-y");
    assertThat(psnr.get("low").asDouble()).isLessThan(psnr.get("mean").asDouble());

    Path made;
    try (var folders = Files.list(dir.resolve("out/imagenet-test"))) {
      made = folders.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    sameAsUpscale(data, model, made);

    Path kept = made.resolve("p0.png");
    Files.setLastModifiedTime(kept, LONG_AGO);
    Files.delete(made.resolve("p1.png"));
    assertThat(run(partial.toArray(String[]::new))).as(said).isEqualTo(ExitCode.DONE);
    assertThat(Files.getLastModifiedTime(kept)).isEqualTo(LONG_AGO);
    assertThat(made.resolve("p1.png")).exists();
  }

  /** The pictures are those of the published way to tile, which differ from those of our own. */
  private void sameAsUpscale(Path data, Path model, Path made) throws IOException {
    for (String tiling : List.of("published", "global")) {
      Path out = dir.resolve(tiling);
      CommandLine line = Main.commandLine(new RestoringMakers());
      assertThat(
              line.execute(
                  "upscale",
                  data.resolve("lq/p0.png").toString(),
                  "-o",
                  out.resolve("p0.png").toString(),
                  "--model",
                  model.toString(),
                  "--tiling",
                  tiling,
                  "--tile",
                  "64",
                  "--overlap",
                  "0",
                  "--precision",
                  "fp32",
                  "--realism",
                  "1",
                  "--threads",
                  "1",
                  "-q"))
          .isEqualTo(ExitCode.DONE);
      assertThat(pixels(made.resolve("p0.png")).equals(pixels(out.resolve("p0.png"))))
          .isEqualTo(tiling.equals("published"));
    }
  }

  @Test
  void holesAreFilledByTheirOwnMasks() throws IOException {
    Path model = TinyModel.write(Files.createDirectories(dir.resolve("tiny")), Task.INPAINT);
    Path data = pairs("lq", 2, 32, 32);
    pairs("gt", 2, 32, 32);
    for (int i = 0; i < 2; i++) {
      BufferedImage mask = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
      mask.getRaster().setSample(4 + 10 * i, 5, 0, 255);
      ImageIO.write(
          mask,
          "png",
          Files.createDirectories(data.resolve("mask")).resolve("p" + i + ".png").toFile());
    }
    assertThat(
            run(
                "inpaint-celeba",
                "--data",
                data.toString(),
                "--models",
                model.toString(),
                "--partial"))
        .as(said)
        .isEqualTo(ExitCode.DONE);
    Path made;
    try (var folders = Files.list(dir.resolve("out/inpaint-celeba"))) {
      made = folders.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    for (int i = 0; i < 2; i++) {
      List<Integer> before = pixels(data.resolve("lq/p" + i + ".png"));
      List<Integer> after = pixels(made.resolve("p" + i + ".png"));
      int hole = 5 * 32 + 4 + 10 * i;
      for (int at = 0; at < before.size(); at++) {
        assertThat(after.get(at).equals(before.get(at))).as("pixel " + at).isEqualTo(at != hole);
      }
    }
  }

  private static List<Integer> pixels(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    List<Integer> all = new ArrayList<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        all.add(image.getRGB(x, y));
      }
    }
    return all;
  }

  private Path pairs(String kind, int count, int height, int width) throws IOException {
    Path folder = Files.createDirectories(dir.resolve("data").resolve(kind));
    for (int i = 0; i < count; i++) {
      SplittableRandom random = new SplittableRandom(i);
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          image.setRGB(x, y, random.nextInt(1 << 24));
        }
      }
      ImageIO.write(image, "png", folder.resolve("p" + i + ".png").toFile());
    }
    return dir.resolve("data");
  }

  private int run(String... arguments) {
    CommandLine root = new CommandLine(new ResShiftCommand());
    root.addSubcommand(
        new ReproduceCommand(new RestoringMakers(), () -> ModelCatalog.at(dir.resolve("home"))));
    Failures failures = new Failures();
    root.setExecutionExceptionHandler(failures).setParameterExceptionHandler(failures);
    root.registerConverter(Path.class, FileNames::path);
    StringWriter words = new StringWriter();
    root.setOut(new PrintWriter(words, true));
    root.setErr(new PrintWriter(words, true));
    List<String> all = new ArrayList<>(List.of("reproduce"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("-o", dir.resolve("out").toString(), "--device", "cpu", "--threads", "1"));
    int code = root.execute(all.toArray(String[]::new));
    said = words.toString();
    return code;
  }
}
