package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resshift.plugin.Colours;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuberTest {
  private static final String TINY =
      """
      model:
        params: {image_size: 16, in_channels: 48, model_channels: 32, out_channels: 48,
          attention_resolutions: [16], channel_mult: [1], num_res_blocks: [1],
          num_head_channels: 32, swin_depth: 1, swin_embed_dim: 32, window_size: 8, mlp_ratio: 1,
          lq_size: 16}
      diffusion:
        params: {sf: 4, steps: 4, min_noise_level: 0.2, kappa: 0.5, predict_type: residual}
      autoencoder: {target: PixelShuffleCodec, params: {factor: 4}}
      data: {train: {params: {gt_size: 32}}}
      train: {lr: 1e-3, iterations: 2, batch: 2, log_freq: 1, loss: {mse: 1, huber: 0.5}}
      """;

  @Test
  void theDerivativeIsThatOfTheValue() {
    Huber loss = new Huber();
    Colours truth = new Colours(1, 1, new float[3]);
    float[] at = {0.02f, -0.04f, 0.7f};
    float[] gradient = new float[3];
    loss.of(new Colours(1, 1, at), truth, gradient);
    for (int i = 0; i < at.length; i++) {
      float[] more = at.clone();
      float[] less = at.clone();
      more[i] += 1e-3f;
      less[i] -= 1e-3f;
      double slope =
          loss.of(new Colours(1, 1, more), truth, new float[3])
              - loss.of(new Colours(1, 1, less), truth, new float[3]);
      assertEquals(slope / 2e-3, gradient[i], 1e-3);
    }
  }

  @Test
  void aTrainingRunUsesIt(@TempDir Path folder) throws Exception {
    Random random = new Random(1);
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (int p = 0; p < 2; p++) {
      BufferedImage image = new BufferedImage(48, 48, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < 48 * 48; i++) {
        image.setRGB(i % 48, i / 48, random.nextInt(1 << 24));
      }
      ImageIO.write(image, "png", photos.resolve(p + ".png").toFile());
    }
    Path config = Files.writeString(folder.resolve("tiny.yaml"), TINY);
    String said =
        resshift(
            "train",
            config.toString(),
            "--data",
            photos.toString(),
            "--out",
            folder.resolve("run").toString());
    assertTrue(said.contains("huber"), said);
  }

  /** Runs the command line in a process of its own, with this example on its class path. */
  private static String resshift(String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.resshift.cli.Main"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
