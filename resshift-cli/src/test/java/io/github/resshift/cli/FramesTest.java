package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureSequence;
import io.github.resshift.image.SourcePicture;
import io.github.resshift.jobs.PictureMakers;
import io.github.resshift.jobs.RestoringMakers;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Animations and files with several pages, with the real networks on tiny models. */
class FramesTest {
  private static final Path PICTURES = Path.of("../resshift-image/src/test/resources/pictures");

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private PictureMakers works = new RestoringMakers();
  private String model;
  private Path results;

  @BeforeEach
  void prepare() throws IOException {
    model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
    results = dir.resolve("o");
  }

  @ParameterizedTest
  @CsvSource({"gif, 4", "png, 3", "webp, 3"})
  void anAnimationBecomesAnAnimation(String suffix, int plays) throws IOException {
    Path input = PICTURES.resolve("moving." + suffix);
    assertThat(upscale(input, "x.png", "--json")).as(err.toString()).isEqualTo(ExitCode.DONE);
    JsonNode line = new ObjectMapper().readTree(out.toString());
    assertThat(line.get("frames").asInt()).isEqualTo(4);
    assertThat(line.get("width").asInt()).isEqualTo(96);
    assertThat(err.toString()).contains("all 4 frames");
    try (PictureSequence made = sequence("x.png")) {
      assertThat(made.delays()).containsExactly(70, 120, 40, 200);
      assertThat(made.plays()).isEqualTo(plays);
    }
    List<Picture> frames = pictures("x.png");
    assertThat(frames).hasSize(4).allMatch(p -> p.width() == 96 && p.height() == 72);
    // The noise is that of a picture alone, so what stands still does not flicker.
    assertThat(upscale(input, "first.png", "--frames", "first")).isEqualTo(ExitCode.DONE);
    Picture first = new PictureReader().read(results.resolve("first.png"));
    for (int i = 0; i < 96 * 72; i += 7) {
      assertThat(rgb(frames.get(0), i)).isEqualTo(rgb(first, i));
    }
    assertThat(names(results)).containsExactly("first.png", "x.png");
  }

  @Test
  void pagesBecomePagesAndEachIsAsAlone() throws IOException {
    Path input = pages(0x336699, 0x993366, 0x336699);
    assertThat(upscale(input, "x.tif")).as(err.toString()).isEqualTo(ExitCode.DONE);
    List<Picture> pages = pictures("x.tif");
    assertThat(pages).hasSize(3);
    assertThat(pages.get(2)).isEqualTo(pages.get(0)).isNotEqualTo(pages.get(1));
    assertThat(names(results)).containsExactly("x.tif");
  }

  @Test
  void otherFormatsGetAFolderThatIsReplacedAsAWhole() throws IOException {
    String[] again = {"--existing", "overwrite"};
    assertThat(upscale(pages(1, 2, 3), "x.png", again)).isEqualTo(ExitCode.DONE);
    assertThat(upscale(pages(0x336699, 0x993366), "x.png", again))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("only TIFF files", "x-pages has all 2");
    assertThat(names(results)).containsExactly("x-pages", "x.png");
    assertThat(names(results.resolve("x-pages")))
        .containsExactly("0001.png", "0002.png", "frames.json");
    assertThat(results.resolve("x.png"))
        .hasSameBinaryContentAs(results.resolve("x-pages/0001.png"));
    JsonNode list = new ObjectMapper().readTree(results.resolve("x-pages/frames.json").toFile());
    assertThat(list.get("pages")).hasSize(2);
    assertThat(list.at("/pages/1/file").asText()).isEqualTo("0002.png");
  }

  @Test
  void largeFramesAreWrittenWhileTheyAreComputed() throws IOException {
    Path moving = PICTURES.resolve("moving.gif");
    Path pages = pages(0x336699, 0x993366);
    PictureMakers whole = works;
    PictureMakers streamed = new RestoringMakers(0); // no result is small enough to be kept
    for (String name : List.of("a.png", "b.tif", "c.jpg")) {
      Path input = name.startsWith("a") ? moving : pages;
      works = whole;
      assertThat(upscale(input, name)).isEqualTo(ExitCode.DONE);
      byte[] expected = Files.readAllBytes(results.resolve(name));
      works = streamed;
      assertThat(upscale(input, name, "--existing", "overwrite")).isEqualTo(ExitCode.DONE);
      assertThat(results.resolve(name)).hasBinaryContent(expected);
    }
  }

  @Test
  void aDamagedPageFailsAllAndSaysHowToDoWithoutIt() throws IOException {
    byte[] tiff = Files.readAllBytes(pages(0x336699, 0x993366));
    // The second page's data is behind the first's: its Deflate stream loses its beginning.
    for (int i = tiff.length / 2; i < tiff.length; i++) {
      if ((tiff[i] & 0xFF) == 0x78) {
        tiff[i] = 0;
      }
    }
    Path input = Files.write(dir.resolve("bad.tif"), tiff);
    for (String name : List.of("x.tif", "x.png")) {
      assertThat(upscale(input, name)).isEqualTo(ExitCode.FAILED);
      assertThat(err.toString()).contains("bad.tif, page 2", "--frames first");
      assertThat(names(results)).isEmpty();
    }
    assertThat(upscale(input, "x.png", "--frames", "first")).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("only the first page is used");
  }

  @Test
  void framesBeyondTheLimitAreRefusedBeforeTheyAreDecoded() throws IOException {
    Path input = pages(new int[11]);
    String[] few = {"--max-pixels", "" + 20 * 12};
    assertThat(upscale(input, "x.png", few)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("pages.tif has 11 pages of 2640 pixels", "--frames first");
    assertThat(names(results)).isEmpty();
    String[] first = {"--max-pixels", "" + 20 * 12, "--frames", "first"};
    assertThat(upscale(input, "x.png", first)).isEqualTo(ExitCode.DONE);
  }

  @Test
  void samplesOfFramesHaveAFolderEach() throws IOException {
    Path input = PICTURES.resolve("moving.gif");
    assertThat(upscale(input, "x.png", "--samples", "2")).isEqualTo(ExitCode.DONE);
    assertThat(names(results.resolve("x-samples")))
        .containsExactly("frame-0001", "frame-0002", "frame-0003", "frame-0004");
    assertThat(names(results.resolve("x-samples/frame-0003")))
        .containsExactly("1.png", "2.png", "uncertainty.png");
    assertThat(pictures("x.png")).hasSize(4);
  }

  @Test
  void theMaskOfAFillingIsForEveryPage() throws IOException {
    model = TinyModel.write(dir.resolve("inpaint"), Task.INPAINT).toString();
    Path input = pages(0x336699, 0x993366);
    Path output = results.resolve("x.tif");
    String[] command = {
      "inpaint", input.toString(), "--box", "3,3,4,4", "-o", output.toString(), "-m", model
    };
    assertThat(run(command)).as(err.toString()).isEqualTo(ExitCode.DONE);
    List<Picture> pages = pictures("x.tif");
    assertThat(rgb(pages.get(0), 0)).isEqualTo(0x336699);
    assertThat(rgb(pages.get(1), 0)).isEqualTo(0x993366);
  }

  @Test
  void aPlanTellsOfFramesAndSamples() throws IOException {
    Path in = Files.createDirectories(dir.resolve("in"));
    for (String name : List.of("moving.gif", "two-pages.tif", "orientation-6.jpg")) {
      Files.copy(PICTURES.resolve(name), in.resolve(name));
    }
    String[] plan = {"upscale", in.toString(), "-o", results.toString(), "-m", model, "--dry-run"};
    assertThat(run(plan)).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("moving.png, 96 x 72, 4 frames\n")
        .contains("two-pages.png, 160 x 112, 2 pages in " + results.resolve("two-pages-pages"))
        .as("upright")
        .contains("orientation-6.png, 160 x 112\n");
    double without = megabytes();
    run(Stream.concat(Stream.of(plan), Stream.of("--samples", "4")).toArray(String[]::new));
    assertThat(out.toString())
        .contains("160 x 112, 4 samples and a map in " + results.resolve("orientation-6-samples"));
    // The result, four samples and the map are six files instead of one.
    assertThat(megabytes()).isBetween(5.9 * without, 6.1 * without);
    run(Stream.concat(Stream.of(plan), Stream.of("--json")).toArray(String[]::new));
    assertThat(out.toString()).contains("\"frames\":4", "\"frames\":1");
    assertThat(results).doesNotExist();
  }

  private double megabytes() {
    return Double.parseDouble(err.toString().replaceFirst("(?s).*about ([0-9.]+) MB.*", "$1"));
  }

  /** A TIFF file with a page of 20 x 12 pixels in each colour and a line across. */
  private Path pages(int... colours) throws IOException {
    Path file = dir.resolve("pages.tif");
    Files.deleteIfExists(file);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("TIFF").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(stream);
      var deflate = writer.getDefaultWriteParam();
      deflate.setCompressionMode(javax.imageio.ImageWriteParam.MODE_EXPLICIT);
      deflate.setCompressionType("ZLib");
      writer.prepareWriteSequence(null);
      for (int colour : colours) {
        BufferedImage page = new BufferedImage(20, 12, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 20 * 12; i++) {
          page.setRGB(i % 20, i / 20, i / 20 == 6 ? 0xffffff : colour);
        }
        writer.writeToSequence(new IIOImage(page, null, null), deflate);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return file;
  }

  private int upscale(Path input, String output, String... options) throws IOException {
    Files.createDirectories(results);
    Stream<String> fixed =
        Stream.of(
            "upscale", input.toString(), "-o", results.resolve(output).toString(), "-m", model);
    return run(Stream.concat(fixed, Stream.of(options)).toArray(String[]::new));
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine program = Main.commandLine(works);
    program.setOut(new PrintWriter(out, true));
    program.setErr(new PrintWriter(err, true));
    return program.execute(args);
  }

  private PictureSequence sequence(String name) {
    return new PictureReader().sequence(results.resolve(name), note -> {}).orElseThrow();
  }

  private List<Picture> pictures(String name) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    try (PictureSequence sequence = sequence(name)) {
      sequence.forEachRemaining((SourcePicture source) -> pictures.add(source.picture()));
    }
    return pictures;
  }

  private static int rgb(Picture picture, int at) {
    BufferedImage image = picture.toBufferedImage();
    return image.getRGB(at % picture.width(), at / picture.width()) & 0xffffff;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
