package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.cli.TinyTraining.Stage;
import io.github.resshift.jobs.RestoringMakers;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(240)
class FirstStageTest {
  private static final String LAST = "checkpoints/state-00000006.safetensors";

  @TempDir Path dir;

  private Path photographs;
  private String said;

  @BeforeEach
  void photographs() throws IOException {
    photographs = TinyTraining.photographs(dir);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void aDenoiserLearnsOnAnAutoencoderOfOurOwnAndEnlargesAPicture(Stage kind) throws IOException {
    Path stage = dir.resolve("stage");
    String validation = "data.val.params.dir_path=" + photographs;
    assertThat(run("train", TinyTraining.stage(dir, kind), stage, "--set", validation))
        .as(said)
        .isZero();
    assertThat(said)
        .contains("6/6: loss", "charbonnier", "discriminator")
        .containsPattern("validation: PSNR \\d+\\.\\d+");
    if (kind == Stage.VQ) {
      assertThat(said)
          .contains("codebook", "commitment", "unused codes moved")
          .containsPattern("\\d+ of 16 codes used");
    } else {
      assertThat(said).contains("= kl ").containsPattern("latents spread \\d\\.\\d{4}");
    }
    assertThat(stage.resolve("model/autoencoder.yaml"))
        .content()
        .contains("target: " + kind.target());

    // Clean and back, with gaps of 2; a row for each of the four photographs.
    BufferedImage sheet = ImageIO.read(stage.resolve("pictures/validation-00000006.png").toFile());
    assertThat(sheet.getWidth()).isEqualTo(2 * 48 + 2);
    assertThat(sheet.getHeight()).isEqualTo(4 * 48 + 3 * 2);
    try (Stream<Path> events = Files.list(stage.resolve("events"))) {
      assertThat(events)
          .singleElement()
          .satisfies(
              f ->
                  assertThat(Files.readString(f, StandardCharsets.ISO_8859_1))
                      .contains("loss/total", "validation/PSNR", "validation/pictures")
                      .contains(
                          kind == Stage.VQ ? "latents/share of codes used" : "latents/spread"));
    }

    Path weights = stage.resolve("model/first_stage.safetensors");
    Path model = dir.resolve("model");
    assertThat(run("train", TinyTraining.onStage(dir, kind, weights), model)).as(said).isZero();
    // The model must work where the run of the autoencoder is no more.
    Path moved = Files.move(model.resolve("model"), dir.resolve("moved"));
    Files.delete(weights);
    Path large = dir.resolve("large.png");
    int code =
        execute(
            "upscale",
            photographs.resolve("p0.png").toString(),
            "-o",
            large.toString(),
            "--tile",
            "32",
            "--model",
            moved.toString());
    assertThat(code).as(said).isZero();
    BufferedImage result = ImageIO.read(large.toFile());
    assertThat(result.getWidth()).isEqualTo(4 * 48);
    assertThat(execute("models", "info", moved.resolve("model.yaml").toString())).isZero();
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void anInterruptedRunEqualsOneThatWasNotByteForByte(Stage kind) throws IOException {
    Path straight = dir.resolve("straight");
    Path cut = dir.resolve("cut");
    Path config = TinyTraining.stage(dir, kind);
    // A list beside the folder: one of the four photographs counts twice.
    String more = Files.writeString(dir.resolve("more.txt"), "photos/p2.png\n").toString();
    assertThat(run("train", config, straight, "--data", more)).as(said).isZero();
    assertThat(said).contains("5 photographs (0 unreadable)");
    // Five is between two restarts of codes, so the counts of a window are in the checkpoint, too.
    assertThat(run("train", config, cut, "--data", more, "--set", "train.iterations=5"))
        .as(said)
        .isZero();
    assertThat(run("train", config, cut)).isNotZero();
    assertThat(said).contains("data");
    assertThat(run("train", config, cut, "--data", more)).as(said).isZero();
    assertThat(said).contains("from iteration 5");
    assertThat(cut.resolve(LAST)).hasSameBinaryContentAs(straight.resolve(LAST));
  }

  private int run(String command, Path config, Path out, String... more) {
    String[] all = {
      command,
      config.toString(),
      "--data",
      photographs.toString(),
      "--out",
      out.toString(),
      "--threads",
      "1"
    };
    String[] arguments = java.util.Arrays.copyOf(all, all.length + more.length);
    System.arraycopy(more, 0, arguments, all.length, more.length);
    return execute(arguments);
  }

  private int execute(String... arguments) {
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine(new RestoringMakers())
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    said = err.toString();
    return code;
  }
}
