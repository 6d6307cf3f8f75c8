package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnlargeTest {
  @Test
  void aPictureBecomesFourTimesAsLarge(@TempDir Path folder) throws Exception {
    Path small = folder.resolve("small.png");
    Path large = folder.resolve("large.png");
    ImageIO.write(new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB), "png", small.toFile());
    Enlarge.main(new String[] {small.toString(), large.toString()});
    BufferedImage result = ImageIO.read(large.toFile());
    assertEquals(96, result.getWidth());
    assertEquals(64, result.getHeight());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "picocli/CommandLine.class",
        "io/github/resshift/cli/Main.class",
        "io/github/resshift/train/TrainingRun.class"
      })
  void whatAnInferenceUserDoesNotNeedDoesNotComeAlong(String resource) {
    assertNull(getClass().getClassLoader().getResource(resource));
  }
}
