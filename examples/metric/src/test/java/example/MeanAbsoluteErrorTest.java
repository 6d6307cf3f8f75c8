package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeanAbsoluteErrorTest {
  @Test
  void theCommandLineMeasuresIt(@TempDir Path folder) throws Exception {
    Path result = picture(folder.resolve("results"), new Color(12, 30, 40));
    Path truth = picture(folder.resolve("truth"), new Color(10, 30, 41));
    String said =
        resshift(
            "evaluate", "--pred", result.toString(), "--gt", truth.toString(), "--metrics", "mae");
    // Differences of 2, 0 and 1 levels.
    assertTrue(said.contains("mae") && said.contains("1.000"), said);
  }

  private static Path picture(Path folder, Color colour) throws Exception {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, colour.getRGB());
    }
    Files.createDirectories(folder);
    ImageIO.write(image, "png", folder.resolve("a.png").toFile());
    return folder;
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
