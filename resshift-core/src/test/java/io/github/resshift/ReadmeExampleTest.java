package io.github.resshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.restore.Posterior;
import io.github.resshift.restore.RestoreListener;
import io.github.resshift.restore.RestoreRequest;
import io.github.resshift.restore.Restorer;
import io.github.resshift.restore.TargetSize;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README is the code below, which compiles and runs. */
class ReadmeExampleTest {
  private static final Path ROOT = Path.of(System.getProperty("resshift.root"));
  private static final String SOURCE =
      "resshift-core/src/test/java/io/github/resshift/ReadmeExampleTest.java";

  private static void example(Path small, Path large) throws IOException {
    // README begins
    try (Restorer restorer = Restorer.builder().model("bundled").seed(7).build()) {
      restorer.restore(small, large); // two paths; the suffix of large chooses the format

      BufferedImage photo = ImageIO.read(small.toFile());
      BufferedImage enlarged = restorer.restore(photo);

      byte[] content = Files.readAllBytes(small); // or an InputStream
      byte[] png = restorer.from(content).toBytes(PictureFormat.PNG); // or into an OutputStream

      RestoreRequest wish = restorer.from(small).size(new TargetSize.Times(2.5)).consistent(true);
      wish.listener(RestoreListener.onProgress((done, all) -> System.out.println(done + "/" + all)))
          .to(large);
      Posterior draws = wish.draws(3, (n, draw) -> System.out.println(draw.picture().width()));
    }
    // README ends
  }

  @Test
  void theReadmeHoldsThisCode() throws IOException {
    List<String> source = Files.readAllLines(ROOT.resolve(SOURCE));
    String code =
        String.join(
                "\n",
                source.subList(
                    source.indexOf("    // README begins") + 1,
                    source.indexOf("    // README ends")))
            .stripIndent();
    assertThat(Files.readString(ROOT.resolve("README.md"))).contains("```java\n" + code + "\n```");
  }

  @Test
  void theCodeRuns(@TempDir Path folder) throws IOException {
    assumeTrue(
        Files.isRegularFile(ROOT.resolve("models/bundled/model.yaml")),
        "the repository has no bundled model");
    Path small = folder.resolve("small.png");
    ImageIO.write(new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB), "png", small.toFile());
    Path large = folder.resolve("large.png");
    example(small, large);
    assertThat(new PictureReader().read(large).width()).isEqualTo(13);
  }
}
