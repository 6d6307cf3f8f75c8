package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.image.Picture;
import io.github.resshift.model.Guide;
import io.github.resshift.model.GuideConfig;
import io.github.resshift.restore.Restorer;
import io.github.resshift.tensor.ByteConvolution;
import io.github.resshift.tensor.Pixels;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import io.github.resshift.weights.Placement;
import io.github.resshift.weights.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ModelsCommandTest {
  private static final String X2_WEIGHTS = "weights/autoencoder_vq_f4.pth";

  /** The guide's picture is the result, as that of realesrgan-x4plus. */
  private static final String GUIDE_ALONE =
      """
      format: resshift-model/1
      name: guide-alone
      task: super-resolution
      padding: 1
      diffusion: {sf: 4, steps: 4, etas_end: 0.99, min_noise_level: 0.5, kappa: 0.1,
        schedule_kwargs: {power: 0.3}, predict_type: residual, timestep_respacing: null}
      network: {type: guided, latent_channels: 48, channels: 8, trunk_blocks: 0, blocks: 0,
        late_steps: 0, guide: {channels: 8, growth: 4, blocks: 1, picture: true}}
      first_stage: {type: pixel_shuffle, factor: 4}
      weights:
        guide: guide.safetensors
      """;

  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = ModelsCommand.tree(() -> ModelCatalog.at(home));
    line.setExecutionExceptionHandler(new Failures());
    line.setParameterExceptionHandler(new Failures());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void listNamesEveryPublishedModel() throws IOException {
    assertThat(run("list")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines()).first().asString().startsWith("NAME ");
    assertThat(out.toString()).contains("realsr-v3", "inpaint-face", "untrained");

    assertThat(run("list", "--json")).isEqualTo(ExitCode.DONE);
    JsonNode faceir = null;
    for (JsonNode model : json()) {
      faceir = model.path("name").asText().equals("faceir") ? model : faceir;
    }
    assertThat(faceir).isNotNull();
    assertThat(faceir.path("state").asText()).isEqualTo("absent");
    assertThat(faceir.path("task").asText()).isEqualTo("face");
    assertThat(faceir.path("files").get(0).path("url").asText()).startsWith("https://");
  }

  @Test
  void infoShowsSettingsAndFiles() throws IOException {
    assertThat(run("info", "realsr-v3")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("super-resolution x4", "non-commercial", "878da888bbbe10b8b0d4", "(not here)")
        .contains(home.resolve(X2_WEIGHTS).toString());

    assertThat(run("info", "realsr-x2", "--json")).isEqualTo(ExitCode.DONE);
    assertThat(json().path("settings").path("network").path("lq_size").asInt()).isEqualTo(128);
    assertThat(json().path("settings").path("first_stage").path("type").asText()).isEqualTo("vq");
    assertThat(json().path("state").asText()).isEqualTo("untrained");
  }

  @Test
  void infoReadsModelFilesAndNamesUnknownKeys() throws IOException {
    Path file =
        Files.writeString(
            home.resolve("pixels.yaml"),
            """
            model:
              odd_key: 1
              params: {image_size: 16, in_channels: 3, model_channels: 32, out_channels: 3,
                attention_resolutions: [16], channel_mult: [1], num_res_blocks: 1,
                swin_embed_dim: 32, cond_lq: False}
            diffusion:
              params: {sf: 1, steps: 4, min_noise_level: 0.2, kappa: 2.0}
            """);

    assertThat(run("info", file.toString())).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("the key model.odd_key is unknown");
    assertThat(out.toString()).contains("works on pixels", "licence      not stated");
  }

  @Test
  void verifyReportsDamage() throws IOException {
    assertThat(run("verify")).isEqualTo(ExitCode.DONE);
    // From a jar the bundled weights are no file yet; from a folder of classes they are one.
    assertThat(out.toString()).containsAnyOf("no weights files in " + home, "bundled  ");

    Files.createDirectories(home.resolve("weights"));
    Files.writeString(home.resolve(X2_WEIGHTS), "not 221 MB");
    assertThat(run("verify", "realsr-x2")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).contains("damaged", "10 bytes instead of 221364711");
    assertThat(run("verify", "realsr-x2", "faceir")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).contains("missing");
  }

  @Test
  void importRefusesWhatIsNotTheFile() throws IOException {
    Path text = Files.writeString(home.resolve("page.pth"), "<html>");

    assertThat(run("import", "realsr-v3", text.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).startsWith("resshift: ").contains(text.toString());
    assertThat(run("import", "realsr-v3")).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "fetch", "verify"})
  void unknownNamesAreAnswered(String command) {
    assertThat(run(command, "realsr-v9")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString())
        .contains("There is no model 'realsr-v9'")
        .contains("realsr-v1, realsr-v2, realsr-v3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "info", "fetch", "verify", "import"})
  void helpFitsATerminal(String command) {
    assertThat(run(command, "--help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("Usage: models " + command);
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void theGroupAloneIsWrongUsage() {
    assertThat(run()).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("A command is missing");
  }

  @Test
  void convertJoinsFilesUnderPrefixes() throws IOException {
    Path a = home.resolve("a.safetensors");
    Path b = home.resolve("b.pth");
    Path all = home.resolve("all.safetensors");
    try (var scope = Scope.open()) {
      Safetensors.write(a, Map.of("w", Tensors.of(new float[] {1, 2}, 2)), Map.of());
      Safetensors.write(b, Map.of("w", Tensors.of(new float[] {3}, 1)), Map.of());
      assertThat(
              run("convert", "first=" + a, b.toString(), "-o", "" + all, "--note", "licence=MIT"))
          .isEqualTo(ExitCode.DONE);
      try (Safetensors file = Safetensors.open(all)) {
        assertThat(file.names()).containsExactly("first.w", "w");
        assertThat(Tensors.floats(file.tensor("first.w"))).containsExactly(1, 2);
        assertThat(Tensors.floats(file.tensor("w"))).containsExactly(3);
        assertThat(file.metadata()).containsEntry("licence", "MIT");
      }
    }
    Path none = home.resolve("none.safetensors");
    assertThat(run("convert", a.toString(), b.toString(), "-o", none.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("b.pth has a tensor w");
    assertThat(none).doesNotExist();
  }

  @Test
  void calibrateFindsTheRangesOfInt8() throws IOException {
    Path pictures = Files.createDirectories(home.resolve("pictures"));
    BufferedImage image = new BufferedImage(24, 20, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 24 * 20; i++) {
      image.setRGB(i % 24, i / 24, 0x10203 * (i % 200));
    }
    ImageIO.write(image, "png", pictures.resolve("a.png").toFile());
    Path model = Files.writeString(home.resolve("model.yaml"), GUIDE_ALONE);
    GuideConfig config = new GuideConfig(8, 4, 1, true);
    try (var guide = Guide.initialise(config, 1, Placement.cpu())) {
      Safetensors.write(home.resolve("guide.safetensors"), guide.parameters().weights(), Map.of());
    }

    Path ranges = home.resolve("ranges.safetensors");
    assertThat(run("calibrate", model.toString(), pictures.toString(), "-o", ranges.toString()))
        .isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("[1/1]", "ranges of 15 layers");

    assertThatThrownBy(() -> restore(model, image, "int8"))
        .hasMessageContaining("models calibrate");
    Files.writeString(model, GUIDE_ALONE + "  ranges: ranges.safetensors\n");
    Picture exact = restore(model, image, "fp32");
    if (ByteConvolution.works()) {
      Picture bytes = restore(model, image, "int8");
      try (var scope = Scope.open()) {
        var apart = Pixels.rgb(bytes).sub(Pixels.rgb(exact));
        // One step of a byte in the blocks is far below a level of the picture here.
        assertThat(Tensors.item(apart.abs().max())).isLessThan(2.5 / 255);
      }
    }
  }

  private static Picture restore(Path model, BufferedImage image, String precision) {
    try (Restorer restorer =
        Restorer.builder()
            .model(ModelCatalog.standard().resolve(model.toString()))
            .precision(precision)
            .build()) {
      return restorer.restore(Picture.of(image));
    }
  }

  @Test
  void calibrateWantsAGuide() throws IOException {
    Path pictures = Files.createDirectories(home.resolve("pictures"));
    ImageIO.write(
        new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
        "png",
        pictures.resolve("a.png").toFile());
    Path none = home.resolve("none.safetensors");
    assertThat(run("calibrate", "realsr-v3", pictures.toString(), "-o", none.toString()))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("The model realsr-v3 has no guide");
    assertThat(none).doesNotExist();
  }
}
