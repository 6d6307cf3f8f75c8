package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.metric.Channels;
import io.github.resshift.metric.ConfidenceInterval;
import io.github.resshift.metric.MadeUpEfficientNet;
import io.github.resshift.metric.PerceptualDistance;
import io.github.resshift.metric.Psnr;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.weights.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** evaluate, compare and degrade on small made-up pictures. */
class QualityCommandsTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object command, Object... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = new CommandLine(command);
    line.setExecutionExceptionHandler(new Failures());
    line.setParameterExceptionHandler(new Failures());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    return line.execute(words);
  }

  private int evaluate(Object... args) {
    return run(new EvaluateCommand(() -> ModelCatalog.at(folder.resolve("cache"))), args);
  }

  private int degrade(Object... args) {
    return run(new DegradeCommand(), args);
  }

  private int compare(Object... args) {
    return run(new CompareCommand(), args);
  }

  private Path picture(String name, int width, int height, long seed, int noise)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int v = (x * 3 + y * 2 + x / 8 * y / 8) % 200 + (noise > 0 ? random.nextInt(noise) : 0);
        image.setRGB(x, y, v << 16 | v / 2 << 8 | 255 - v);
      }
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    PictureWriter.write(Picture.of(image), file, PictureFormat.of(file), 95);
    return file;
  }

  private void pairs() throws IOException {
    for (String name : new String[] {"a", "sub/b", "c"}) {
      picture("gt/" + name + ".png", 40, 36, 1, 0);
      picture("good/" + name + ".png", 40, 36, name.hashCode(), 4);
      picture("bad/" + name + ".tiff", 40, 36, name.hashCode(), 40);
    }
  }

  @Test
  void evaluatesSeveralFoldersWithIntervalsAndPairedDifferences() throws IOException {
    pairs();
    Path json = folder.resolve("r/e.json");
    Path html = folder.resolve("r/e.html");
    int code =
        evaluate(
            "--pred",
            "bad=" + folder.resolve("bad"),
            "--pred",
            "good=" + folder.resolve("good"),
            "--gt",
            folder.resolve("gt"),
            "--metrics",
            "psnr,psnr-y,ssim-y,niqe",
            "--border",
            "2",
            "--note",
            "seed 7 </script>",
            "--json",
            json,
            "--html",
            html);
    assertThat(err.toString()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("sub/b", "minus bad", "Student's t", "2 pixels cut");
    JsonNode root = new ObjectMapper().readTree(json.toFile());
    JsonNode good = root.path("results").get(1);
    double[] scores = new double[3];
    int i = 0;
    for (String name : new String[] {"a", "sub/b", "c"}) {
      try (var scope = Scope.open()) {
        scores[i] =
            Psnr.of(
                Pixels.rgb(new PictureReader().read(folder.resolve("good/" + name + ".png"))),
                Pixels.rgb(new PictureReader().read(folder.resolve("gt/" + name + ".png"))),
                Channels.Y,
                2);
      }
      double told = good.path("pictures").path(name).path("psnr-y").asDouble();
      assertThat(told).isEqualTo(scores[i++]);
    }
    ConfidenceInterval interval = ConfidenceInterval.of(scores);
    JsonNode mean = good.path("mean").path("psnr-y");
    assertThat(mean.path("mean").asDouble()).isCloseTo(interval.mean(), tiny());
    assertThat(mean.path("high").asDouble()).isCloseTo(interval.high(), tiny());
    assertThat(good.path("difference_to_first").path("psnr-y").path("low").asDouble()).isPositive();
    // Too small for NIQE: no figure, and the reason.
    assertThat(good.path("mean").path("niqe").path("mean").isNull()).isTrue();
    assertThat(root.path("notes").toString()).contains("niqe is not defined for good/a");
    assertThat(root.path("protocol").path("note 1").asText()).startsWith("seed 7");
    String page = Files.readString(html);
    assertThat(page)
        .contains("data:image/png;base64,", "seed 7 &lt;/script&gt;", "range.type = \"range\"")
        .doesNotContain("http", "@DATA@", "@TABLES@");
  }

  @Test
  void comparesWithBicubicInterpolation() throws IOException {
    picture("lq/a.png", 10, 9, 1, 0);
    picture("good/a.png", 40, 36, 1, 0);
    picture("gt/a.png", 40, 36, 1, 0);
    Path made = folder.resolve("bicubic");
    Object[] args = {
      "--pred",
      folder.resolve("good"),
      "--gt",
      folder.resolve("gt"),
      "--metrics",
      "psnr",
      "--bicubic",
      made,
      "--lq",
      folder.resolve("lq")
    };
    assertThat(evaluate(args)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("minus bicubic", "inf", "MATLAB");
    assertThat(read("bicubic/a.png").width()).isEqualTo(40);
    picture("lq/a.png", 11, 9, 1, 0);
    assertThat(evaluate(args)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("40x36", "11x9");
    assertThat(evaluate("--pred", folder.resolve("good"), "--bicubic", made))
        .isEqualTo(ExitCode.USAGE);
  }

  private static Offset<Double> tiny() {
    return within(1e-12);
  }

  @Test
  void linksPicturesRelatively() throws IOException {
    pairs();
    picture("gt/ä b.png", 40, 36, 1, 0);
    picture("good/ä b.png", 40, 36, 1, 4);
    Path html = folder.resolve("r/deep/e.html");
    assertThat(
            evaluate(
                "--pred",
                folder.resolve("good"),
                "--gt",
                folder.resolve("gt"),
                "--metrics",
                "psnr",
                "--html",
                html,
                "--link",
                "-q"))
        .isEqualTo(ExitCode.DONE);
    assertThat(Files.readString(html)).contains("../../good/%C3%A4%20b.png", "../../gt/sub/b.png");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void saysWhichPicturesHaveNoPartner() throws IOException {
    pairs();
    picture("good/extra.png", 40, 36, 1, 4);
    String[] args = {
      "--pred",
      folder.resolve("good").toString(),
      "--gt",
      folder.resolve("gt").toString(),
      "--metrics",
      "psnr"
    };
    assertThat(evaluate((Object[]) args)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("1 picture without a partner", "extra", "--partial");
    assertThat(evaluate(args[0], args[1], args[2], args[3], args[4], args[5], "--partial"))
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("left out: 1 picture", "pictures: 3 a folder");
  }

  /** Text, JSON and page have it with its paired differences, as every other measure. */
  @Test
  void measuresThePerceptualDistance() throws IOException {
    pairs();
    Path weights = folder.resolve("net.safetensors");
    Path json = folder.resolve("p.json");
    Path html = folder.resolve("p.html");
    PictureReader reader = new PictureReader();
    double expected;
    try (var scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Safetensors.write(weights, MadeUpEfficientNet.weights(), Map.of());
      try (PerceptualDistance distance = PerceptualDistance.open(weights, "cpu")) {
        Tensor[] pair = new Tensor[2];
        for (int i = 0; i < 2; i++) {
          Path file = folder.resolve(i == 0 ? "good/a.png" : "gt/a.png");
          Tensor cut = Pixels.rgb(reader.read(file)).narrow(2, 3, 30).narrow(3, 3, 34);
          pair[i] = cut.mul(new Scalar(2)).sub(new Scalar(1));
        }
        expected = distance.distance(pair[0], pair[1]).item().toDouble();
      }
    }
    Path bad = folder.resolve("bad");
    Path good = folder.resolve("good");
    Path gt = folder.resolve("gt");
    Object[] args = {
      "--pred",
      "bad=" + bad,
      "--pred",
      "good=" + good,
      "--gt",
      gt,
      "--metrics",
      "perceptual,psnr",
      "--perceptual-weights",
      weights,
      "--border",
      "3",
      "--json",
      json,
      "--html",
      html
    };
    assertThat(evaluate(args)).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("perceptual", "EfficientNet-Lite0", "minus bad");
    JsonNode result = new ObjectMapper().readTree(json.toFile()).path("results").get(1);
    assertThat(result.path("pictures").path("a").path("perceptual").asDouble())
        .isCloseTo(expected, within(1e-6));
    assertThat(result.path("difference_to_first").path("perceptual").path("mean").asDouble())
        .isNegative();
    assertThat(Files.readString(html)).contains("perceptual", "EfficientNet-Lite0");

    assertThat(evaluate("--pred", good, "--gt", gt, "--perceptual-weights", weights))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--perceptual-weights", "name it in --metrics");
    assertThat(evaluate("--pred", good, "--gt", gt, "--metrics", "perceptual"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("models/fetch-perceptual.sh", "models import perceptual");
  }

  @Test
  void refusesOtherSizesAndMissingFiles() throws IOException {
    pairs();
    picture("gt/c.png", 44, 36, 1, 0);
    Path good = folder.resolve("good");
    Path gt = folder.resolve("gt");
    assertThat(evaluate("--pred", good, "--gt", gt)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("c.png", "40x36", "44x36", "never resized");
    assertThat(evaluate("--pred", good, "--gt", gt, "--metrics", "lpips"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("models fetch lpips-alex", "alexnet-owt-7be5be79.pth");
    assertThat(evaluate("--pred", folder.resolve("none"))).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("There is no folder");
    assertThat(evaluate("--pred", good, "--metrics", "psnr")).isEqualTo(ExitCode.USAGE);
    assertThat(evaluate("--pred", good, "--gt", gt, "--metrics", "psnrr"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("psnrr", "haarpsi");
    assertThat(evaluate("--pred", good, "--pred", good)).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"realesrgan", "realesrgan-test", "bicubic", "face", "mask"})
  void degradesBySeedAndNameAndReplays(String recipe) throws IOException {
    Path a = picture("in/x/a.png", 130, 122, 1, 30);
    picture("in/b.png", 128, 128, 1, 30);
    assertThat(
            degrade(
                folder.resolve("in"),
                "-o",
                folder.resolve("p"),
                "--recipe",
                recipe,
                "--seed",
                "5",
                "--record"))
        .isEqualTo(ExitCode.DONE);
    int scale = recipe.equals("face") || recipe.equals("mask") ? 1 : 4;
    Picture hq = read("p/hq/x/a.png");
    Picture lq = read("p/lq/x/a.png");
    assertThat(hq.width()).isEqualTo(130 / scale * scale);
    assertThat(lq.width()).isEqualTo(130 / scale);
    assertThat(lq.height()).isEqualTo(122 / scale);
    assertThat(Files.readString(folder.resolve("p/recipe.json"))).contains(recipe, "\"5\"");
    assertThat(Files.exists(folder.resolve("p/mask/x/a.png"))).isEqualTo(recipe.equals("mask"));
    // Other pictures beside it change nothing: a alone, under the same name.
    Files.delete(folder.resolve("in/b.png"));
    degrade(folder.resolve("in"), "-o", folder.resolve("q"), "--recipe", recipe, "--seed", "5");
    assertThat(read("q/lq/x/a.png")).isEqualTo(lq);
    if (!recipe.equals("bicubic")) {
      degrade(folder.resolve("in"), "-o", folder.resolve("s"), "--recipe", recipe, "--seed", "6");
      assertThat(read("s/lq/x/a.png")).isNotEqualTo(lq);
    }
    // The record gives it again, whatever the seed.
    assertThat(
            degrade(
                a,
                "-o",
                folder.resolve("r"),
                "--recipe",
                recipe,
                "--seed",
                "9",
                "--replay",
                folder.resolve("p/records/x/a.json")))
        .isEqualTo(ExitCode.DONE);
    assertThat(read("r/lq/a.png")).isEqualTo(lq);
    assertThat(read("r/hq/a.png")).isEqualTo(hq);
    assertThat(
            degrade(
                folder.resolve("in"),
                "-o",
                folder.resolve("t"),
                "--recipe",
                recipe,
                "--replay",
                folder.resolve("p/records")))
        .isEqualTo(ExitCode.DONE);
    assertThat(read("t/lq/x/a.png")).isEqualTo(lq);
  }

  @Test
  void degradesByTheMixtureOfATrainingConfiguration() throws IOException {
    for (int i = 0; i < 12; i++) {
      picture("in/" + i + ".png", 66, 64, i, 30);
    }
    Path file = folder.resolve("mixed.yaml");
    Files.writeString(
        file,
        """
        diffusion: {params: {sf: 2}}
        degradation:
          mix:
            - {share: 0.5, recipe: bicubic}
            - {share: 0.5, recipe: bicubic, jpeg_range: [10, 10]}
        """);
    Path in = folder.resolve("in");
    assertThat(degrade(in, "-o", folder.resolve("m"), "--recipe", file, "--record"))
        .isEqualTo(ExitCode.DONE);
    degrade(in, "-o", folder.resolve("b"), "--recipe", "bicubic", "--scale", "2");
    int clean = 0;
    for (int i = 0; i < 12; i++) {
      Picture mixed = read("m/lq/" + i + ".png");
      assertThat(mixed.width()).isEqualTo(33);
      clean += mixed.equals(read("b/lq/" + i + ".png")) ? 1 : 0;
    }
    // Twelve draws of one kind come once in 2048 seeds; this seed is fixed.
    assertThat(clean).isBetween(1, 11);
    JsonNode record = new ObjectMapper().readTree(folder.resolve("m/recipe.json").toFile());
    assertThat(record.path("recipe").asText()).endsWith("mixed.yaml");
    assertThat(record.at("/settings/parts/0/of/kind").asText()).isEqualTo("bicubic");
    assertThat(record.at("/settings/parts/1/share").asDouble()).isEqualTo(0.5);
    assertThat(record.at("/settings/parts/1/of/quality/high").asInt()).isEqualTo(10);
    degrade(
        in, "-o", folder.resolve("r"), "--recipe", file, "--replay", folder.resolve("m/records"));
    assertThat(read("r/lq/3.png")).isEqualTo(read("m/lq/3.png"));
    degrade(in, "-o", folder.resolve("s"), "--recipe", file, "--scale", "4");
    assertThat(read("s/lq/3.png").width()).isEqualTo(16);

    Files.writeString(file, "train: {lr: 1}");
    assertThat(degrade(in, "-o", folder.resolve("n"), "--recipe", file)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("mixed.yaml has no section 'degradation'");
    assertThat(folder.resolve("n")).doesNotExist();
  }

  @Test
  void degradeRefusesWhatMakesNoSense() throws IOException {
    Path a = picture("in/a.png", 64, 64, 1, 30);
    Path p = folder.resolve("p");
    assertThat(degrade(a, "-o", p, "--recipe", "rain")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("realesrgan-test");
    assertThat(degrade(a, "-o", p, "--recipe", "face", "--scale", "4")).isEqualTo(ExitCode.USAGE);
    assertThat(degrade(a, "-o", p, "--recipe", "bicubic", "--scale", "17"))
        .isEqualTo(ExitCode.USAGE);
    degrade(a, "-o", p, "--recipe", "face", "--record");
    assertThat(
            degrade(
                a,
                "-o",
                p,
                "--recipe",
                "realesrgan",
                "--replay",
                folder.resolve("p/records/a.json")))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("a.png", "replay it with the recipe");
    picture("in/a.jpg", 64, 64, 1, 30);
    assertThat(degrade(folder.resolve("in"), "-o", p, "--recipe", "face"))
        .isEqualTo(ExitCode.USAGE);
    Files.writeString(folder.resolve("in/z.png"), "no picture");
    Files.delete(folder.resolve("in/a.jpg"));
    assertThat(degrade(folder.resolve("in"), "-o", p, "--recipe", "face"))
        .isEqualTo(ExitCode.PARTLY_FAILED);
  }

  @Test
  void comparesVersionsWithAZoomWhereTheyDiffer() throws IOException {
    Path small = picture("small.png", 40, 30, 1, 0);
    Path large = picture("large.png", 160, 120, 1, 0);
    Path sheet = folder.resolve("s/sheet.png");
    assertThat(compare("in=" + small, large, "-o", sheet, "--zoom", "8,4,20,10"))
        .isEqualTo(ExitCode.DONE);
    Picture drawn = read("s/sheet.png");
    // Two panels of 160 * 2 pixels with gaps of 8; below them the zoom at half of its width.
    assertThat(drawn.width()).isEqualTo(3 * 8 + 2 * 320);
    assertThat(drawn.height()).isEqualTo(8 + 24 + 240 + 8 + 160 + 8);
    assertThat(compare(small, large, "-o", sheet, "--zoom", "8,4,200,10"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("8,4,200,10", "160x120");
    assertThat(compare(small, large, "-o", sheet, "--zoom", "none", "--no-labels"))
        .isEqualTo(ExitCode.DONE);
    assertThat(read("s/sheet.png").height()).isEqualTo(8 + 240 + 8);
    Path other = picture("other.png", 40, 40, 1, 0);
    assertThat(compare(small, other, "-o", sheet)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("not versions of one picture");
    assertThat(compare(small, large, "-o", folder.resolve("s"))).isEqualTo(ExitCode.USAGE);
    assertThat(compare(small, folder, "-o", sheet)).isEqualTo(ExitCode.USAGE);
    assertThat(compare(small, large, "-o", sheet, "--labels", "one")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void comparesFoldersPictureByPicture() throws IOException {
    pairs();
    picture("good/extra.png", 40, 36, 1, 4);
    assertThat(
            compare(folder.resolve("good"), folder.resolve("gt"), "-o", folder.resolve("sheets")))
        .isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("3 sheets", "1 pictures are not in all folders");
    assertThat(folder.resolve("sheets/sub/b.png")).exists();
  }

  private Picture read(String name) {
    return new PictureReader().read(folder.resolve(name));
  }

  @Test
  void oneBadFileDoesNotEndAPartialEvaluation() throws IOException {
    for (String name : new String[] {"a", "b", "c"}) {
      picture("gt/" + name + ".png", 32, 24, 1, 0);
      picture("p/" + name + ".png", 32, 24, 1, 9);
    }
    Files.writeString(folder.resolve("p/b.png"), "damaged");
    picture("p/c.png", 16, 12, 1, 9);
    Path p = folder.resolve("p");
    Path gt = folder.resolve("gt");
    assertThat(evaluate("--pred", p, "--gt", gt, "--metrics", "psnr")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("--partial");
    assertThat(evaluate("--pred", p, "--gt", gt, "--metrics", "psnr", "--partial"))
        .isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(out.toString()).contains("left out: ", "b.png", "16x12", "1 a folder");
  }

  @Test
  void suffixesDoNotDecideWhatIsMeasured() throws IOException {
    picture("p/a.jpg", 32, 24, 1, 9);
    Files.move(folder.resolve("p/a.jpg"), folder.resolve("p/a.jfif"));
    picture("p/b.png", 32, 24, 1, 9);
    Files.writeString(folder.resolve("p/b.heic"), "\0\0\0\u0018ftypheic");
    Files.writeString(folder.resolve("p/notes.txt"), "x");
    Path p = folder.resolve("p");
    assertThat(evaluate("--pred", p, "--gt", p, "--metrics", "psnr")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("2 a folder", "1 file left out: no picture", "notes.txt", "b.heic");
    assertThat(degrade(p, "-o", folder.resolve("d"), "--recipe", "bicubic"))
        .isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(folder.resolve("d/lq/a.png")).exists();
    assertThat(err.toString()).contains("2 of 3 pictures", "HEIC", "notes.txt");
    assertThat(compare("x=" + p, "y=" + p, "-o", folder.resolve("s"))).isEqualTo(ExitCode.DONE);
    assertThat(folder.resolve("s/a.png")).exists();
  }
}
