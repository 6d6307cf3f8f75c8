package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.face.FaceSearch;
import io.github.resshift.jobs.EnlargeSettings;
import io.github.resshift.jobs.FaceMode;
import io.github.resshift.jobs.FaceSettings;
import io.github.resshift.jobs.InpaintSettings;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.OverlaidFaces;
import io.github.resshift.jobs.RestoreSettings;
import io.github.resshift.restore.Box;
import io.github.resshift.restore.ColorFix;
import io.github.resshift.restore.Enlarger;
import io.github.resshift.restore.TargetSize;
import io.github.resshift.restore.Tiling;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

class CommandLineTest {
  @TempDir Path dir;
  private final FakeMakers works = new FakeMakers();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String good;
  private String bad;

  @BeforeEach
  void pictures() throws IOException {
    good = Files.writeString(dir.resolve("good.jpg"), "x").toString();
    bad = Files.writeString(dir.resolve("bad.jpg"), "bad").toString();
  }

  @Test
  void defaultsAreThoseOfTheManual() {
    assertThat(upscale(good)).isEqualTo(ExitCode.DONE);
    assertThat(works.settings.restore())
        .isEqualTo(
            new RestoreSettings(
                "bundled",
                12345,
                OptionalInt.empty(),
                OptionalDouble.empty(),
                1,
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                Tiling.GLOBAL,
                "auto",
                "auto",
                0,
                1));
    assertThat(dir.resolve("out/good.png")).exists();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("good.png, 40 x 20", "1 done");
  }

  @Test
  void everyOptionArrives() {
    String options =
        "--model m --seed -7 --steps 9 --realism 0.5 --ensemble 8 --tile 256 --memory 1.5g"
            + " --overlap 32 --tiling published --device cuda:1 --precision BF16 --threads 3"
            + " --batch 4 --quality 80 --format jpeg -q";
    assertThat(upscale(concat(options.split(" "), good)))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(works.settings.restore())
        .isEqualTo(
            new RestoreSettings(
                "m",
                -7,
                OptionalInt.of(9),
                OptionalDouble.of(0.5),
                8,
                OptionalInt.of(256),
                OptionalLong.of(3L << 29),
                OptionalInt.of(32),
                Tiling.PUBLISHED,
                "cuda:1",
                "bf16",
                3,
                4));
    assertThat(works.settings.result().quality()).isEqualTo(80);
    assertThat(dir.resolve("out/good.jpg")).exists();
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--seed x | --seed",
        "--steps 0 | --steps must be from 1",
        "--realism 1.5 | --realism must be from 0 to 1, not 1.5.",
        "--realism NaN | --realism must be from 0 to 1",
        "--ensemble 9 | --ensemble must be from 1 to 8, not 9.",
        "--tile 3 | --tile",
        "--tile big | --tile must be auto or a number from 16",
        "--tile 64 --overlap 64 | --overlap must be from 0 to 63",
        "--tiling none | --tiling",
        "--device tpu | --device must be auto, cpu, cuda or cuda:N",
        "--precision int4 | --precision must be auto, fp32, mixed, bf16 or int8",
        "--threads -1 | --threads",
        "--format gif | --format",
        "--metadata some | --metadata must be keep, private or strip, not 'some'.",
        "--max-pixels 0 | --max-pixels must be at least 1, not 0.",
        "--quality 101 | --quality must be from 1 to 100, not 101.",
        "--existing ask | --existing",
        "--scale 0 | --scale must be from 0.01 to 64, not 0.",
        "--scale 2 --width 9 | three ways to name a size",
        "--max-side 0 | --max-side must be from 1",
        "--color-fix blue | none, mean-std or wavelet",
        "--samples 0 | --samples must be from 1",
        "--sead 1 | --sead"
      })
  void aWrongOptionIsNamedAndNothingIsTouched(String options, String words) {
    assertThat(upscale(concat(options.trim().split(" "), good))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("resshift: ").contains(words.trim());
    assertThat(err.toString().lines().count()).isLessThanOrEqualTo(3);
    assertThat(works.settings).isNull();
    assertThat(dir.resolve("out")).doesNotExist();
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(run("upscale", "-o", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("INPUT");
    assertThat(run("inpaint", good, "-o", "x.png")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--mask");
    assertThat(run()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("A command is missing.");
  }

  @Test
  void aMistypedCommandIsAnsweredWithTheRightOne() {
    assertThat(run("upscal", good)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("upscale");
  }

  @Test
  void exitCodesTellAllSomeAndNone() {
    assertThat(upscale(bad)).isEqualTo(ExitCode.FAILED);
    assertThat(upscale(good, bad)).isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(err.toString()).contains("1 of 2 failed", "bad.jpg: ", "bad content");
    assertThat(upscale(dir + "/gone.png")).isEqualTo(ExitCode.FAILED);
    assertThat(upscale(good)).as("skipped, which is no failure").isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("1 skipped", "--existing");
    assertThat(upscale(good, "--existing", "fail")).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void resultsOfOtherSettingsAreSaidAndMadeAgainByUpdate() throws IOException {
    upscale(good, "--seed", "1");
    assertThat(upscale(good, "--seed", "2", "--json")).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("good.png' exists", "--seed 1, now 2", "--existing update");
    assertThat(out.toString()).contains("\"skipped\"", "--seed 1, now 2");
    upscale(good, "--seed", "2", "--existing", "update", "--json");
    assertThat(out.toString()).contains("\"done\"");
    assertThat(upscale(good, "--seed", "2", "--existing", "update", "--jobs", "3", "-v"))
        .isEqualTo(ExitCode.DONE);
    assertThat(err.toString().trim()).contains("0 done, 1 skipped");
  }

  @Test
  void aFullDiskEndsTheRunAndSaysWhatIsLeft() throws IOException {
    String full = Files.writeString(dir.resolve("full.jpg"), "full").toString();
    assertThat(upscale(good, full, bad)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("full.png' is full", "the same command goes on from here");
  }

  @Test
  void aDryRunTellsThePlanAndTouchesNothing() throws IOException {
    Path in = Files.createDirectories(dir.resolve("in/sub"));
    ImageIO.write(
        new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB), "png", in.resolve("p.png").toFile());
    Files.writeString(in.resolve("q.png"), "no header");
    String pattern = "{stem}_x{scale}_{seed}_{model}-{index}.{ext}";
    assertThat(upscale(dir + "/in", dir + "/gone.png", "--dry-run", "--name-pattern", pattern))
        .isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(out.toString())
        .contains("p.png: would become ", "out/sub/p_x2_12345_bundled-0001.png, 60 x 40")
        .contains("q.png: failed: ", "q.png is not a picture that can be read")
        .contains("gone.png: failed: There is no such file");
    assertThat(err.toString()).contains("1 to do", " free; 2 cannot be used.", "Nothing was done");
    assertThat(works.settings).isNull();
    assertThat(dir.resolve("out")).doesNotExist();
    upscale(in.toString(), "--dry-run", "--json");
    assertThat(out.toString())
        .contains("\"status\":\"planned\",\"seconds\":0.0,\"width\":60,\"height\":40");
  }

  @Test
  void aDryRunKnowsTheSizeThatIsAskedFor() throws IOException {
    String in = dir.resolve("p.png").toString();
    ImageIO.write(new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB), "png", new File(in));
    upscale(in, "--dry-run", "--scale", "3");
    assertThat(out.toString()).contains("p.png, 900 x 600");
    upscale(in, "--dry-run", "--max-side", "150");
    assertThat(out.toString()).contains("p.png, 150 x 100");
    String wide = dir.resolve("wide.png").toString();
    ImageIO.write(new BufferedImage(5000, 1, BufferedImage.TYPE_INT_RGB), "png", new File(wide));
    upscale(wide, "--dry-run", "--scale", "16"); // 80 000 pixels are wider than pictures can be
    assertThat(out.toString())
        .contains("wide.png: failed: The result would have 80000 x 16 pixels");
    String more = dir.resolve("q.png").toString();
    ImageIO.write(new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB), "png", new File(more));
    upscale(in, more, "--dry-run", "--width", "1200");
    // Two of 300 x 200 become two of 1200 x 800, with 1.7 bytes a pixel in PNG.
    assertThat(err.toString()).contains("0.12 MP in, 1.9 MP out, about 3.3 MB");
    String[] names = {"--dry-run", "--name-pattern", "{stem}_x{scale}.{ext}"};
    upscale(in, names[0], names[1], names[2], "--scale", "2.5");
    assertThat(out.toString()).contains("p_x2.5.png, 750 x 500");
    assertThat(upscale(in, names[0], names[1], names[2], "--width", "600"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("{scale}", "--width");
  }

  @Test
  void optionsForFoldersAreRefusedForOneFile() {
    String file = dir.resolve("r.png").toString();
    assertThat(run("upscale", good, "-o", file, "--watch")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--watch is for results in a folder");
    assertThat(run("upscale", good, "-o", file, "--name-pattern", "{stem}"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(upscale(good, "--name-pattern", "{stem}{x}")).isEqualTo(ExitCode.USAGE);
    assertThat(upscale(good, "--jobs", "-1")).isEqualTo(ExitCode.USAGE);
    assertThat(dir.resolve("out")).doesNotExist();
  }

  @Test
  void aCollisionIsAUsageError() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "jpg", new File(good));
    ImageIO.write(image, "png", dir.resolve("good.png").toFile());
    assertThat(upscale(dir.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("would both be written to");
  }

  @Test
  void quietSaysOnlyWhatFailed() {
    assertThat(upscale(good, bad, "-q")).isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(err.toString()).contains("bad.jpg").doesNotContain("good.jpg", "done");
  }

  @Test
  void jsonHasTheStandardOutputForItself() {
    assertThat(upscale(good, bad, "--json")).isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"input\":"));
  }

  @Test
  void verboseTellsTheSetUp() {
    upscale(good, "-v");
    assertThat(err.toString()).contains("fake work");
  }

  @Test
  void inpaintAndFaceTakeTheirInputs() {
    String mask = dir.resolve("mask.png").toString();
    String result = dir.resolve("r.png").toString();
    assertThat(run("inpaint", good, "--mask", mask, "-o", result)).isEqualTo(ExitCode.DONE);
    assertThat(works.inpaint().mask()).contains(Path.of(mask));
    assertThat(JobSettings.command(works.settings.task())).isEqualTo("inpaint");
    assertThat(run("face", good, "-o", dir.resolve("f").toString())).isEqualTo(ExitCode.DONE);
    assertThat(JobSettings.command(works.settings.task())).isEqualTo("face");
    assertThat(works.face())
        .isEqualTo(new FaceSettings(FaceMode.AUTO, List.of(), FaceSearch.STANDARD));
    String options = " --faces Find --min-face 40 --face-confidence 0.5";
    assertThat(run(("face " + good + " -o " + dir.resolve("g") + options).split(" ")))
        .isEqualTo(ExitCode.DONE);
    assertThat(works.face())
        .isEqualTo(new FaceSettings(FaceMode.FIND, List.of(), new FaceSearch(40, 0.5)));
  }

  /** The word behind --faces is its value only if it can be one. */
  @ParameterizedTest
  @CsvSource({
    "--faces GOOD -o OUT",
    "GOOD --faces -o OUT",
    "GOOD -o OUT --faces",
    "--faces find GOOD -o OUT",
    "GOOD -o OUT --faces=find",
    "--faces Find -o OUT GOOD"
  })
  void facesMayStandAlone(String line) {
    String[] args = line.replace("GOOD", good).replace("OUT", "" + dir.resolve("o")).split(" ");
    assertThat(run(concat(new String[] {"upscale"}, args)))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(works.enlarge().faces()).contains(new OverlaidFaces("faceir", FaceSearch.STANDARD));
    assertThat(dir.resolve("o/good.png")).exists();
  }

  @Test
  void facesThatMakeNoSenseAreRefused() {
    upscale(good, "--faces", "none");
    assertThat(works.enlarge().faces()).isEmpty();
    for (String options :
        List.of(
            "--faces=aligned",
            "--faces=some",
            "--faces --samples 2",
            "--faces --min-face 11",
            "--faces --face-confidence 1.5")) {
      assertThat(upscale(concat(options.split(" "), good))).as(options).isEqualTo(ExitCode.USAGE);
    }
    assertThat(run("face", good, "-o", "" + dir, "--box", "1,2,3,4", "--faces", "find"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--box", "--faces find");
  }

  @Test
  void holesAreNamedInThreeWays() {
    String result = dir.resolve("r.png").toString();
    String holes = "--mask alpha --box 1,2,3,4 --box -1,0,9,9 --dilate 2 --feather 5";
    assertThat(run(concat(("inpaint " + good + " -o " + result + " " + holes).split(" "))))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(works.inpaint())
        .isEqualTo(
            new InpaintSettings(
                Optional.empty(), true, List.of(new Box(1, 2, 3, 4), new Box(-1, 0, 9, 9)), 2, 5));
    assertThat(run("inpaint", good, "-o", result)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--mask or --box");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2,3", "1,2,0,4", "a,b,c,d", "1,2,3,4,5"})
  void whatIsNoBoxIsRefused(String box) {
    assertThat(run("face", good, "-o", dir.resolve("f").toString(), "--box", box))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("--box must be a box left,top,width,height", "'" + box + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 80x40",
        "--scale 3 | 60x30",
        "--scale 0.5 | 10x5",
        "--width 50 | 50x25",
        "--height 50 | 100x50",
        "--width 50 --height 10 | 20x10",
        "--max-side 31 | 31x16"
      })
  void sizesKeepTheShape(String options, String size) {
    String[] args = options.isEmpty() ? new String[0] : options.trim().split(" ");
    assertThat(upscale(concat(args, good))).as(err.toString()).isEqualTo(ExitCode.DONE);
    TargetSize.Size made = works.enlarge().result().size().of(20, 10, 4);
    assertThat(made.width() + "x" + made.height()).isEqualTo(size);
    assertThat(works.enlarge().samples()).isEqualTo(1);
  }

  @Test
  void coloursConsistencyAndSamplesArrive() {
    String options = "--color-fix Mean-Std --consistency --samples 8";
    assertThat(upscale(concat(options.split(" "), good))).isEqualTo(ExitCode.DONE);
    assertThat(works.enlarge())
        .isEqualTo(
            new EnlargeSettings(
                new Enlarger.Settings(new TargetSize.OfModel(), ColorFix.MEAN_STD, true), 8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"upscale", "inpaint", "face"})
  void helpIsDocumentation(String command) {
    assertThat(run(command, "--help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("Usage: resshift " + command, "Example");
    CommandLine sub = Main.commandLine(works).getSubcommands().get(command);
    for (ArgSpec arg : sub.getCommandSpec().args()) {
      String text = String.join(" ", arg.description());
      assertThat(text).as(arg.toString()).endsWith(".");
      boolean takesValue = arg.isOption() && arg.arity().max() > 0 && !arg.required();
      if (takesValue) {
        assertThat(text).as(arg.toString()).contains("Default: ");
      }
    }
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void versionNeedsNoEngine() {
    assertThat(run("--version")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).startsWith("resshift ");
  }

  private int upscale(String... args) {
    String[] command = {"upscale", "-o", dir.resolve("out").toString()};
    return run(concat(command, args));
  }

  private int run(String... args) {
    CommandLine line = Main.commandLine(works);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  private static String[] concat(String[] first, String... second) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
  }
}
