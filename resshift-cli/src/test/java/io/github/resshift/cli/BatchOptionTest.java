package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.catalog.Task;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.RestoringMakers;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of a folder that go through the network together. */
class BatchOptionTest {
  private static final int PICTURES = 5;

  /** Other orders of float32 sums can turn a rounding. */
  private static final float LEVEL = 1.01f / 255;

  @TempDir Path dir;

  @Test
  @Timeout(120)
  void resultsAreThoseOfSinglePicturesAndAnotherBatchMakesThemAnew() throws Exception {
    Path model =
        TinyModel.write(Files.createDirectories(dir.resolve("model")), Task.SUPER_RESOLUTION);
    Path in = Files.createDirectories(dir.resolve("in"));
    for (int i = 0; i < PICTURES; i++) {
      Random random = new Random(i);
      // The last one is of another size and cannot go with the others.
      BufferedImage image = new BufferedImage(16, i == 4 ? 40 : 16, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < 16; x++) {
          image.setRGB(x, y, random.nextInt(1 << 24));
        }
      }
      ImageIO.write(image, "png", in.resolve("p" + i + ".png").toFile());
    }
    upscale(in, model, "single");
    assertThat(upscale(in, model, "together", "--batch", "3", "-v")).contains("5 done");
    for (int i = 0; i < PICTURES; i++) {
      Picture single = new PictureReader().read(dir.resolve("single/p" + i + ".png"));
      Picture together = new PictureReader().read(dir.resolve("together/p" + i + ".png"));
      assertThat(together.shape()).isEqualTo(single.shape());
      float[] a = new float[single.width()];
      float[] b = new float[single.width()];
      for (int row = 0; row < 3 * single.height(); row++) {
        single.read(row % 3, row / 3, 0, a);
        together.read(row % 3, row / 3, 0, b);
        for (int x = 0; x < a.length; x++) {
          assertThat(b[x]).isBetween(a[x] - LEVEL, a[x] + LEVEL);
        }
      }
    }
    assertThat(upscale(in, model, "together", "--batch", "3", "--existing", "update"))
        .contains("5 skipped");
    assertThat(upscale(in, model, "together", "--existing", "update")).contains("5 done");
  }

  private String upscale(Path in, Path model, String out, String... more) {
    String[] arguments = {
      "upscale",
      in.toString(),
      "-m",
      model.toString(),
      "-o",
      dir.resolve(out).toString(),
      "--threads",
      "1",
      "--precision",
      "fp32"
    };
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    StringWriter said = new StringWriter();
    int code =
        Main.commandLine(new RestoringMakers()).setErr(new PrintWriter(said, true)).execute(all);
    assertThat(code).as(said.toString()).isEqualTo(ExitCode.DONE);
    return said.toString();
  }
}
