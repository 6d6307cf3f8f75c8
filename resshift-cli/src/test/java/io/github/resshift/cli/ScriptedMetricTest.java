package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.catalog.ModelCatalog;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Networks of the user's as measures; the archives are what {@code torch.jit.save} would write. */
class ScriptedMetricTest {
  /** Means over the pixels of the pictures below, in [0, 1]. */
  private static final double RED = 51 / 255.0;

  private static final double BLUE = 204 / 255.0;

  /** float32 means of some hundred values. */
  private static final Offset<Double> TOLERANCE = Offset.offset(1e-5);

  @TempDir private Path folder;
  private Path pictures;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void makePictures() throws IOException {
    pictures = Files.createDirectories(folder.resolve("pictures"));
    BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 120; i++) {
      image.setRGB(i % 12, i / 12, 51 << 16 | 204);
    }
    ImageIO.write(image, "png", pictures.resolve("a.png").toFile());
  }

  @Test
  void theNetworkGetsWhatTheFileBesideItSays() throws IOException {
    Path script = archive("torch.mean(torch.select(x, 1, 0))", "x: Tensor");
    yaml("{better: higher, protocol: mean of one channel}");
    assertThat(measured(script)).isCloseTo(RED, TOLERANCE);
    assertThat(out.toString()).contains("mean of one channel");
    yaml("{better: lower, channels: bgr, low: -1, high: 1}");
    assertThat(measured(script)).isCloseTo(2 * BLUE - 1, TOLERANCE);
    yaml("{better: lower, mean: [0.1, 0, 0], deviation: [0.5, 1, 1], size: {width: 7, height: 5}}");
    assertThat(measured(script)).isCloseTo((RED - 0.1) / 0.5, TOLERANCE);
  }

  @Test
  void sizesAreThoseOfTheFile() throws IOException {
    Path script = archive("torch.sum(torch.ones_like(torch.select(x, 1, 0)))", "x: Tensor");
    yaml("{better: higher, size: {shorter: 5}}");
    assertThat(measured(script)).isCloseTo(5 * 6, TOLERANCE);
    yaml("{better: higher}");
    assertThat(measured(script, "--border", "2")).isCloseTo(8 * 6, TOLERANCE);
  }

  @Test
  void aTruthIsTheSecondPicture() throws IOException {
    Path script = archive("torch.sub(torch.mean(torch.add(x, y)), 0.5)", "x: Tensor", "y: Tensor");
    yaml("{better: lower, truth: true}");
    assertThat(evaluate("--metric", "mine=" + script)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("The measure mine needs true pictures");
    assertThat(measured(script, "--gt", pictures.toString()))
        .isCloseTo(2 * (RED + BLUE) / 3 - 0.5, TOLERANCE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "torch.mean(x) | {better: sideways} | higher or lower",
        "torch.mean(x) | {better: higher, nose: 1} | there is no setting nose",
        "torch.mean(x) | {better: higher, size: {shorter: 99999}} | must be 1..4096",
        "torch.mean(x) | {better: higher, deviation: [0, 1, 1]} | three positive numbers",
        "x | {better: higher} | gives 360 numbers",
        "torch.div(torch.mean(x), 0.) | {better: higher} | gives Infinity",
        "torch.select(x, 1, 9) | {better: higher} | failed on a picture"
      })
  void whatCannotBeUsedIsSaidInOneSentence(String body, String yaml, String said)
      throws IOException {
    Path script = archive(body, "x: Tensor");
    yaml(yaml);
    assertThat(evaluate("--metric", "mine=" + script)).isNotZero();
    assertThat(err.toString()).contains(said);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path script = archive("torch.mean(x)", "x: Tensor");
    assertThat(evaluate("--metric", "mine=" + script)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("needs the file", "mine.yaml");
    yaml("{better: higher}");
    byte[] whole = Files.readAllBytes(script);
    for (byte[] content :
        new byte[][] {"text".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(whole, 300)}) {
      Files.write(script, content);
      err.getBuffer().setLength(0);
      assertThat(evaluate("--metric", "mine=" + script)).isEqualTo(ExitCode.FAILED);
      assertThat(err.toString().lines()).singleElement().asString().contains("TorchScript");
    }
    Files.write(script, whole);
    assertThat(evaluate("--metric", "niqe=" + script)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("There is a measure 'niqe' already");
  }

  private double measured(Path script, String... more) throws IOException {
    Path json = folder.resolve("report.json");
    String[] arguments = Arrays.copyOf(more, more.length + 4);
    arguments[more.length] = "--metric";
    arguments[more.length + 1] = "mine=" + script;
    arguments[more.length + 2] = "--json";
    arguments[more.length + 3] = json.toString();
    assertThat(evaluate(arguments)).as(err.toString()).isEqualTo(ExitCode.DONE);
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    return report.at("/results/0/pictures/a/mine").asDouble(Double.NaN);
  }

  private int evaluate(String... args) {
    CommandLine line =
        new CommandLine(new EvaluateCommand(() -> ModelCatalog.at(folder.resolve("cache"))));
    line.setExecutionExceptionHandler(new Failures());
    line.setParameterExceptionHandler(new Failures());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    String[] all = Arrays.copyOf(args, args.length + 4);
    all[args.length] = "--pred";
    all[args.length + 1] = pictures.toString();
    all[args.length + 2] = "--metrics";
    all[args.length + 3] = "sharpness";
    return line.execute(all);
  }

  private void yaml(String text) throws IOException {
    Files.writeString(folder.resolve("mine.yaml"), text);
  }

  /** An archive with one module without weights. */
  private Path archive(String body, String... inputs) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(
        "archive/data.pkl", "\u0080\u0002c__torch__\nM\n)\u0081}X\u0008\0\0\0training\u0089sb.");
    entries.put(
        "archive/code/__torch__.py",
        """
        class M(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.M,
            %s) -> Tensor:
            return %s
        """
            .formatted(String.join(",\n    ", inputs), body));
    entries.put("archive/constants.pkl", "\u0080\u0002).");
    entries.put("archive/version", "3\n");
    Path file = folder.resolve("mine.pt");
    try (OutputStream to = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(to)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        byte[] content = entry.getValue().getBytes(StandardCharsets.ISO_8859_1);
        ZipEntry at = new ZipEntry(entry.getKey());
        CRC32 sum = new CRC32();
        sum.update(content);
        at.setCrc(sum.getValue());
        at.setSize(content.length);
        zip.putNextEntry(at);
        zip.write(content);
      }
    }
    return file;
  }
}
