package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.RestoringMakers;
import io.github.resshift.jobs.journal.Journal;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands with the real networks, on models that are tiny. */
class RestoringMakersTest {
  private static final String ASTRONAUT = "../resshift-core/src/test/resources/faces/astronaut.jpg";

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void upscaleMakesThePictureFourTimesAsLarge() throws IOException {
    Path model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION);
    String input = picture("a.png", 21, 10, 0x4080c0);
    String output = dir.resolve("new/sub/b.png").toString();
    assertThat(run("upscale", input, "-o", output, "-m", model.toString(), "--json", "-q"))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    Picture result = new PictureReader().read(Path.of(output));
    assertThat(result.width()).isEqualTo(84);
    assertThat(result.height()).isEqualTo(40);
    JsonNode line = new ObjectMapper().readTree(out.toString());
    assertThat(line.get("width").asInt()).isEqualTo(84);
    assertThat(line.get("model").asText()).isEqualTo("tiny");
    assertThat(line.get("seed").asLong()).isEqualTo(12345);
    assertThat(line.get("steps").asInt()).isEqualTo(4);
    assertThat(line.get("seconds").asDouble()).isPositive();
  }

  @Test
  void theSameCommandGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
    String model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
    String input = picture("a.png", 12, 12, 0x808080);
    byte[] first = upscaled(input, model, "1");
    assertThat(upscaled(input, model, "1")).isEqualTo(first);
    assertThat(upscaled(input, model, "2")).isNotEqualTo(first);
  }

  @Test
  void metadataFollowTheOptions() throws IOException {
    String model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
    String input = "../resshift-image/src/test/resources/pictures/tagged.jpg";
    assertThat(metadata(input, model)).contains("resshift:Seed=\"12345\"", "A title", "Testmaker");
    assertThat(metadata(input, model)).doesNotContain("BODY4711");
    assertThat(metadata(input, model, "--metadata", "keep")).contains("BODY4711", "resshift:Seed");
    assertThat(metadata(input, model, "--metadata", "strip"))
        .doesNotContain("A title", "Testmaker");
    assertThat(metadata(input, model, "--no-provenance"))
        .doesNotContain("resshift:Seed", "ResShift");
  }

  private String metadata(String input, String model, String... options) throws IOException {
    Path output = dir.resolve("tagged.png");
    Stream<String> fixed =
        Stream.of(
            "upscale", input, "-o", output.toString(), "-m", model, "--existing", "overwrite");
    String[] args = Stream.concat(fixed, Stream.of(options)).toArray(String[]::new);
    assertThat(run(args)).as(err.toString()).isEqualTo(ExitCode.DONE);
    return new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
  }

  @Test
  void pixelsBeyondTheLimitAreRefusedByName() throws IOException {
    String model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
    String input = picture("big.png", 20, 20, 0);
    String output = dir.resolve("o.png").toString();
    assertThat(run("upscale", input, "-o", output, "-m", model, "--max-pixels", "399"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("big.png", "20x20", "399");
  }

  @Test
  void aModelForSomethingElseIsRefusedWithTheRightCommand() throws IOException {
    Path model = TinyModel.write(dir.resolve("model"), Task.INPAINT);
    String input = picture("a.png", 16, 16, 0);
    assertThat(run("upscale", input, "-o", dir.resolve("o").toString(), "-m", model.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("is for inpaint", "resshift inpaint");
    assertThat(dir.resolve("o")).doesNotExist();
  }

  @Test
  void anUnknownModelIsNamed() throws IOException {
    String input = picture("a.png", 16, 16, 0);
    assertThat(run("upscale", input, "-o", dir.resolve("o").toString(), "-m", "nonesuch"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("nonesuch");
  }

  @Test
  void stepsBeyondTheModelAreRefused() throws IOException {
    Path model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION);
    String input = picture("a.png", 16, 16, 0);
    String folder = dir.resolve("o").toString();
    assertThat(run("upscale", input, "-o", folder, "-m", model.toString(), "--steps", "5"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("steps", "1..4", "5");
  }

  @Test
  void inpaintKeepsWhatTheMaskKeeps() throws IOException {
    Path model = TinyModel.write(dir.resolve("model"), Task.INPAINT);
    String input = picture("a.png", 16, 12, 0x336699);
    BufferedImage mask = new BufferedImage(16, 12, BufferedImage.TYPE_BYTE_GRAY);
    mask.setRGB(5, 5, 0xffffff);
    String maskFile = write(mask, "mask.png");
    Path output = dir.resolve("whole.png");
    assertThat(run("inpaint", input, "--mask", maskFile, "-o", output.toString(), "-m", "" + model))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    BufferedImage result = ImageIO.read(output.toFile());
    assertThat(result.getRGB(0, 0) & 0xffffff).isEqualTo(0x336699);
    assertThat(result.getRGB(5, 5) & 0xffffff).isNotEqualTo(0x336699);
  }

  @Test
  void aMaskOfAnotherSizeIsRefused() throws IOException {
    Path model = TinyModel.write(dir.resolve("model"), Task.INPAINT);
    String input = picture("a.png", 16, 12, 0);
    String mask = picture("mask.png", 12, 16, 0xffffff);
    Path output = dir.resolve("whole.png");
    assertThat(run("inpaint", input, "--mask", mask, "-o", output.toString(), "-m", "" + model))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("12x16", "16x12");
    assertThat(output).doesNotExist();
  }

  @Test
  void facesOfAnotherSizeAreRestoredAndSaid() throws IOException {
    Path model = TinyModel.write(dir.resolve("model"), Task.FACE);
    String input = picture("a.png", 32, 24, 0x996633);
    Path output = dir.resolve("f.png");
    assertThat(run("face", input, "-o", "" + output, "-m", "" + model, "--faces", "aligned"))
        .isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("32 x 24", "512 x 512");
    assertThat(new PictureReader().read(output).width()).isEqualTo(32);
    Path same = dir.resolve("same.png");
    assertThat(run("face", input, "-o", "" + same, "-m", "" + model)).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("no face was found");
    assertThat(new PictureReader().read(same)).isEqualTo(new PictureReader().read(Path.of(input)));
  }

  @Test
  void facesAreFoundListedRestoredAndLaidOver() throws IOException {
    String faceModel = TinyModel.write(dir.resolve("face"), Task.FACE).toString();
    String model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
    for (String command : new String[] {"face", "upscale"}) {
      assertThat(run(command, ASTRONAUT, "none.jpg", "--faces", "list"))
          .isEqualTo(ExitCode.PARTLY_FAILED);
      assertThat(err.toString()).contains("none.jpg");
      JsonNode line = new ObjectMapper().readTree(out.toString());
      assertThat(line.get("width").asInt()).isEqualTo(256);
      assertThat(line.get("faces")).hasSize(1);
      JsonNode face = line.get("faces").get(0);
      assertThat(face.get("box")).hasSize(4);
      assertThat(face.get("confidence").asDouble()).isBetween(0.9, 1.0);
      // Read from the picture by eye.
      assertThat(face.get("landmarks").get("left_eye").get(0).asDouble()).isBetween(100.0, 104.0);
      assertThat(face.get("landmarks").get("right_mouth").get(1).asDouble()).isBetween(69.0, 73.0);
    }
    Path restored = dir.resolve("restored.png");
    assertThat(run("face", ASTRONAUT, "-o", "" + restored, "-m", faceModel))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    BufferedImage before = ImageIO.read(Path.of(ASTRONAUT).toFile());
    BufferedImage after = ImageIO.read(restored.toFile());
    assertThat(after.getRGB(112, 60)).isNotEqualTo(before.getRGB(112, 60));
    assertThat(after.getRGB(20, 20)).isEqualTo(before.getRGB(20, 20));

    Path plain = dir.resolve("plain.png");
    Path faces = dir.resolve("faces.png");
    run("upscale", ASTRONAUT, "-o", "" + plain, "-m", model);
    assertThat(
            run(
                "upscale",
                ASTRONAUT,
                "-o",
                "" + faces,
                "-m",
                model,
                "--faces",
                "--face-model",
                faceModel))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    BufferedImage large = ImageIO.read(plain.toFile());
    BufferedImage over = ImageIO.read(faces.toFile());
    assertThat(over.getWidth()).isEqualTo(1024);
    assertThat(over.getRGB(80, 80)).isEqualTo(large.getRGB(80, 80));
    assertThat(over.getRGB(4 * 112, 4 * 60)).isNotEqualTo(large.getRGB(4 * 112, 4 * 60));
  }

  @Test
  void faceModelsThatAreMissingAreNamedBeforeAnythingRuns() throws IOException {
    String model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
    Path output = dir.resolve("o.png");
    assertThat(
            run(
                "upscale",
                ASTRONAUT,
                "-o",
                "" + output,
                "-m",
                model,
                "--faces",
                "--face-model",
                model))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("is for super-resolution");
    assertThat(output).doesNotExist();
  }

  @Test
  void aDamagedPictureFailsAloneAndLeavesNothing() throws IOException {
    Path model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION);
    Path in = Files.createDirectories(dir.resolve("in"));
    Files.copy(Path.of(picture("a.png", 8, 8, 0)), in.resolve("a.png"));
    Files.writeString(in.resolve("b.jpg"), "no picture");
    Path folder = dir.resolve("o");
    assertThat(run("upscale", in.toString(), "-o", folder.toString(), "-m", model.toString()))
        .isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(err.toString()).contains("b.jpg");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files)
          .containsExactlyInAnyOrder(folder.resolve("a.png"), folder.resolve(Journal.NAME));
    }
  }

  @Test
  void picturesThatOverlapHaveTheSameBytesAsAlone() throws IOException {
    String model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
    Path in = Files.createDirectories(dir.resolve("in"));
    for (int i = 0; i < 6; i++) {
      Files.copy(Path.of(picture("p.png", 20 + 9 * i, 33, 0x10f0a0 * i)), in.resolve(i + ".png"));
    }
    for (String jobs : List.of("0", "1", "3")) {
      String out = dir.resolve("jobs" + jobs).toString();
      assertThat(run("upscale", in.toString(), "-o", out, "-m", model, "--jobs", jobs, "-q"))
          .as(err.toString())
          .isEqualTo(ExitCode.DONE);
    }
    for (int i = 0; i < 6; i++) {
      Path alone = dir.resolve("alone-" + i + ".png");
      String input = in.resolve(i + ".png").toString();
      run("upscale", input, "-o", alone.toString(), "-m", model);
      assertThat(dir.resolve("jobs0/" + i + ".png")).hasSameBinaryContentAs(alone);
      assertThat(dir.resolve("jobs1/" + i + ".png")).hasSameBinaryContentAs(alone);
      assertThat(dir.resolve("jobs3/" + i + ".png")).hasSameBinaryContentAs(alone);
    }
  }

  @Test
  void samplesLieBesideTheirMean() throws IOException {
    String model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
    String input = picture("a.png", 12, 9, 0x808080);
    Path output = dir.resolve("o/mean.jpg");
    String[] options = {"--samples", "3", "--seed", "5", "--scale", "3", "--json", "-q"};
    assertThat(
            run(
                Stream.concat(
                        Stream.of("upscale", input, "-o", output.toString(), "-m", model),
                        Arrays.stream(options))
                    .toArray(String[]::new)))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines()).hasSize(1).first().asString().contains("\"width\":36");
    try (Stream<Path> files = Files.list(dir.resolve("o/mean-samples"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("1.jpg", "2.jpg", "3.jpg", "uncertainty.png");
    }
    for (String name :
        new String[] {"mean.jpg", "mean-samples/2.jpg", "mean-samples/uncertainty.png"}) {
      Picture made = new PictureReader().read(dir.resolve("o").resolve(name));
      assertThat(made.width()).isEqualTo(36);
      assertThat(made.height()).isEqualTo(27);
    }
  }

  @Test
  void transparentPartsAreFilledAndOpaqueThen() throws IOException {
    Path model = TinyModel.write(dir.resolve("model"), Task.INPAINT);
    BufferedImage image = new BufferedImage(17, 13, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 17 * 13; i++) {
      image.setRGB(i % 17, i / 17, i % 17 < 6 ? 0x10ff0000 : 0xff336699);
    }
    String input = write(image, "a.png");
    Path output = dir.resolve("whole.png");
    assertThat(run("inpaint", input, "--mask", "alpha", "-o", output.toString(), "-m", "" + model))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(new PictureReader().read(output).hasAlpha()).isFalse();
    BufferedImage result = ImageIO.read(output.toFile());
    assertThat(result.getRGB(6, 3) & 0xffffff).isEqualTo(0x336699);
    assertThat(result.getRGB(5, 3) & 0xffffff).isNotEqualTo(0x336699);
  }

  @Test
  void boxesAreFilledAndFacesRestoredInTheirPlaces() throws IOException {
    Path inpaint = TinyModel.write(dir.resolve("inpaint"), Task.INPAINT);
    Path face = TinyModel.write(dir.resolve("face"), Task.FACE);
    String input = picture("a.png", 33, 21, 0x336699);
    for (Path model : new Path[] {inpaint, face}) {
      Path output = dir.resolve(model.getFileName() + ".png");
      String command = model.getFileName().toString();
      assertThat(run(command, input, "--box", "8,6,6,5", "-o", "" + output, "-m", "" + model))
          .as(err.toString())
          .isEqualTo(ExitCode.DONE);
      BufferedImage result = ImageIO.read(output.toFile());
      assertThat(result.getRGB(10, 8) & 0xffffff).isNotEqualTo(0x336699);
      assertThat(result.getRGB(30, 3) & 0xffffff).isEqualTo(0x336699);
    }
    assertThat(
            run(
                "face",
                input,
                "--box",
                "99,0,5,5",
                "-o",
                dir.resolve("x.png").toString(),
                "-m",
                "" + face))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("99,0,5,5", "33x21");
  }

  private byte[] upscaled(String input, String model, String seed) throws IOException {
    Path output = dir.resolve("r.png");
    assertThat(
            run(
                "upscale",
                input,
                "-o",
                output.toString(),
                "-m",
                model,
                "--seed",
                seed,
                "--existing",
                "overwrite"))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    return Files.readAllBytes(output);
  }

  private String picture(String name, int width, int height, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new int[width * height];
    Arrays.fill(pixels, rgb);
    image.setRGB(0, 0, width, height, pixels, 0, width);
    return write(image, name);
  }

  private String write(BufferedImage image, String name) throws IOException {
    Path file = dir.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file.toString();
  }

  private int run(String... args) {
    CommandLine line = Main.commandLine(new RestoringMakers());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
