package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.catalog.Task;
import io.github.resshift.image.FileNames;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.RestoringMakers;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What happened to people with folders, names and streams, through the whole program. */
class FieldCasesTest {
  private static final byte[] HEIC = "\0\0\0\u0018ftypheic\0\0\0\0mif1heic".getBytes();

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String model;
  private Path in;
  private Path results;

  @BeforeEach
  void prepare() throws IOException {
    model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
    in = Files.createDirectories(dir.resolve("in"));
    results = dir.resolve("out");
  }

  @Test
  void aFileThatGivesNoResultClashesWithNothing() throws IOException {
    picture("IMG_1.JPG", "jpg");
    picture("other.png", "png");
    Files.write(in.resolve("IMG_1.HEIC"), HEIC);
    Files.writeString(in.resolve("other.tif"), "damaged");
    assertThat(upscale(in)).as(err.toString()).isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(names(results)).containsExactly("IMG_1.png", "other.png");
    assertThat(err.toString()).contains("2 done, 2 failed", "HEIC picture", "other.tif");
  }

  @Test
  void twoPicturesOfOneNameAreStillRefused() throws IOException {
    picture("a.jpg", "jpg");
    picture("a.png", "png");
    assertThat(upscale(in)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("would both be written to");
  }

  @Test
  void theContentOfAFileDecidesAndWhatIsLeftOutIsNamed() throws IOException {
    picture("a.jfif", "jpg");
    picture("b", "png");
    picture("c.data", "gif");
    Files.writeString(in.resolve("notes.txt"), "BMW, Audi, and other cars");
    Files.writeString(in.resolve(".hidden"), "x");
    assertThat(upscale(in)).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(names(results)).containsExactly("a.png", "b.png", "c.png");
    assertThat(err.toString())
        .contains("1 file left out: no picture", "notes.txt.")
        .doesNotContain(".hidden");
  }

  @Test
  void foldersOfNetworkDrivesAndExclusionsArePassedOverAndSaid() throws IOException {
    for (String name : new String[] {"a.png", "@eaDir/a.png/T.jpg", "old/b.png", "c.tmp.png"}) {
      picture(name, name.endsWith("jpg") ? "jpg" : "png");
    }
    assertThat(upscale(in, "--exclude", "*.tmp.png", "--exclude", "old/"))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(names(results)).containsExactly("a.png");
    assertThat(err.toString()).contains("1 folder passed over", "@eaDir", "2 items left out by");
    Path thumbnails = in.resolve("@eaDir");
    assertThat(run("upscale", thumbnails, "-o", dir.resolve("t"), "-m", model))
        .as("named itself")
        .isEqualTo(ExitCode.DONE);
    assertThat(upscale(in, "--exclude", "[")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--exclude '[' is not a pattern");
  }

  @ParameterizedTest
  @ValueSource(strings = {"webp", "jpeg"})
  void aResultThatAFormatCannotHoldIsRefusedBeforeTheWork(String format) throws IOException {
    int width = format.equals("webp") ? 4_200 : 16_500;
    Path wide = in.resolve("wide.png");
    ImageIO.write(new BufferedImage(width, 1, BufferedImage.TYPE_BYTE_GRAY), "png", wide.toFile());
    picture("good.png", "png");
    String most = format.equals("webp") ? "at most 16383 pixels" : "at most 65535 ";
    assertThat(upscale(in, "--format", format, "--dry-run")).isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(out.toString()).contains("wide.png: failed:", most, "good.png: would become");
    assertThat(run("upscale", wide, "-o", dir.resolve("r." + format), "-m", model, "-v"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains(most).doesNotContain("loaded in");
  }

  @Test
  void aDryRunTellsWhatARunWouldRefuse() throws IOException {
    picture("good.png", "png");
    Files.writeString(in.resolve("corrupt.png"), "no picture");
    Files.write(in.resolve("phone.heic"), HEIC);
    assertThat(upscale(in, "--dry-run")).isEqualTo(ExitCode.PARTLY_FAILED);
    assertThat(out.toString())
        .contains("corrupt.png: failed", "HEIC", "good.png: would become")
        .contains("[1/3]");
    assertThat(upscale(in.resolve("good.png"), "--dry-run", "--max-pixels", "5"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).contains("more than the limit of 5 pixels");
    assertThat(upscale(in.resolve("good.png"), "--dry-run", "--scale", "20"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).contains("more than two runs");
  }

  @Test
  @EnabledOnOs(OS.LINUX) // other systems have no such names
  void namesThatAreNoUtf8AreKeptByteForByte() throws IOException {
    String[] names = {"B\uEFE4r.png", "B\uEFF6r.png"}; // ISO-8859-1
    for (String name : names) {
      picture(FileNames.resolve(in, name), "png");
    }
    assertThat(upscale(in, "--json")).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(names(results)).containsExactly(names);
    assertThat(upscale(in)).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("0 done, 2 skipped", "B\\xE4r.png");
    assertThat(run("upscale", FileNames.resolve(in, names[0]), "-o", dir.resolve("x"), "-m", model))
        .isEqualTo(ExitCode.DONE);
    assertThat(names(dir.resolve("x"))).containsExactly(names[0]);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void soDoTheCommandsThatMeasureAndMakePairs() throws IOException {
    String name = "B\uEFE4r.png";
    picture(FileNames.resolve(in, name), "png");
    picture("b.png", "png");
    Path pairs = dir.resolve("pairs");
    assertThat(run("degrade", in, "-o", pairs, "--recipe", "bicubic", "--record"))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(names(pairs.resolve("lq"))).containsExactly(name, "b.png");
    assertThat(
            run("degrade", in, "-o", pairs, "--recipe", "bicubic", "--replay", pairs + "/records"))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(run("evaluate", "--pred", pairs + "/hq", "--gt", in, "--metrics", "psnr"))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("2 a folder", "B\\xE4r");
    assertThat(run("compare", in, pairs + "/hq", "-o", dir.resolve("sheets")))
        .isEqualTo(ExitCode.DONE);
    assertThat(names(dir.resolve("sheets"))).containsExactly(name, "b.png");
  }

  @Test
  void figuresInNamesDoNotDependOnTheLanguage() throws IOException {
    Path animation = picture("a.png", "png");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(upscale(animation, "--name-pattern", "{stem}_{index}")).isEqualTo(ExitCode.DONE);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(names(results)).containsExactly("a_0001.png");
  }

  @Test
  void dashesAreTheStandardStreams() throws IOException {
    byte[] small = Files.readAllBytes(picture("a.png", "png"));
    Path file = dir.resolve("r.png");
    InputStream keyboard = System.in;
    PrintStream screen = System.out;
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try {
      System.setIn(new ByteArrayInputStream(small));
      assertThat(run("upscale", "-", "-o", file, "-m", model)).isEqualTo(ExitCode.DONE);
      assertThat(err.toString()).contains("standard input: ").doesNotContain("resshift-");
      System.setIn(new ByteArrayInputStream(small));
      System.setOut(new PrintStream(sent));
      assertThat(run("upscale", "-", "-o", "-", "-m", model)).isEqualTo(ExitCode.DONE);
    } finally {
      System.setIn(keyboard);
      System.setOut(screen);
    }
    assertThat(sent.toByteArray()).isEqualTo(Files.readAllBytes(file));
    assertThat(run("upscale", "-", "-o", "-", "--json", "-m", model)).isEqualTo(ExitCode.USAGE);
    assertThat(run("upscale", in, "-o", "-", "-m", model)).isEqualTo(ExitCode.USAGE);
    assertThat(run("compare", file, "-", "-o", "x.png")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'-' stands for a standard stream only");
  }

  @Test
  void withoutAnOutputResultsLieBesideTheirInputs() throws IOException {
    Path a = picture("a.jpg", "jpg");
    byte[] before = Files.readAllBytes(a);
    assertThat(run("upscale", a, "-m", model)).as(err.toString()).isEqualTo(ExitCode.DONE);
    assertThat(run("upscale", a, "-m", model, "--max-side", "30", "--format", "tiff"))
        .isEqualTo(ExitCode.DONE);
    assertThat(names(in)).containsExactly("a.jpg", "a_large.tif", "a_x4.png");
    assertThat(run("upscale", a, "-m", model)).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("1 skipped");
    Files.delete(in.resolve("a_x4.png"));
    Files.delete(in.resolve("a_large.tif"));
    assertThat(run("upscale", in, "-m", model)).isEqualTo(ExitCode.DONE);
    assertThat(names(dir.resolve("in_x4"))).containsExactly("a.png");
    assertThat(run("upscale", in + "/*.jpg", "-m", model)).isEqualTo(ExitCode.USAGE);
    assertThat(Files.readAllBytes(a)).isEqualTo(before);
  }

  @Test
  void aPictureInPlaceOfACommandIsMadeLarger() throws IOException {
    String a = picture("a.png", "png").toString();
    CommandLine line = Main.commandLine(new RestoringMakers());
    assertThat(FirstWord.of(line, new String[] {a})).containsExactly("upscale", a);
    assertThat(FirstWord.of(line, new String[] {"--steps", "1", a}))
        .containsExactly("upscale", "--steps", "1", a);
    assertThat(FirstWord.of(line, new String[] {"face", a})).containsExactly("face", a);
    assertThat(FirstWord.of(line, new String[] {"upscal", "gone"})).hasSize(2);
    assertThat(FirstWord.of(line, new String[] {"--help", a})).containsExactly("--help", a);
  }

  @Test
  void resultsCanHaveTheTimesOfTheirInputs() throws IOException {
    Path a = picture("a.png", "png");
    FileTime then = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(a, then);
    assertThat(upscale(a, "--keep-times", "--samples", "2")).isEqualTo(ExitCode.DONE);
    assertThat(Files.getLastModifiedTime(results.resolve("a.png"))).isEqualTo(then);
    assertThat(Files.getLastModifiedTime(results.resolve("a-samples/1.png"))).isEqualTo(then);
    assertThat(upscale(a, "--samples", "2", "--existing", "update")).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("1 skipped");
  }

  private Path picture(String name, String format) throws IOException {
    return picture(in.resolve(name), format);
  }

  private static Path picture(Path file, String format) throws IOException {
    BufferedImage image = new BufferedImage(12, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 96; i++) {
      image.setRGB(i % 12, i / 12, i * 0x020304);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes.toByteArray());
    assertThat(new PictureReader().read(file).width()).isEqualTo(12);
    return file;
  }

  private static String[] names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(FileNames::name)
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toArray(String[]::new);
    }
  }

  private int upscale(Path input, String... more) {
    Object[] words = {"upscale", input, "-o", results, "-m", model};
    return run(Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray());
  }

  private int run(Object... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = Main.commandLine(new RestoringMakers());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] args =
        Arrays.stream(words)
            .map(word -> word instanceof Path path ? FileNames.text(path) : word.toString())
            .toArray(String[]::new);
    return line.execute(args);
  }
}
