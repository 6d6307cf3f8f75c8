package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.catalog.Task;
import io.github.resshift.image.Damaged;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.meta.MetadataPolicy;
import io.github.resshift.jobs.EnlargeSettings;
import io.github.resshift.jobs.Frames;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.RestoreSettings;
import io.github.resshift.jobs.RestoringMakers;
import io.github.resshift.jobs.ResultSettings;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.restore.Enlarger;
import io.github.resshift.restore.Tiling;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that are written while they are computed. */
class StreamedResultsTest {
  /** Beyond it no result is whole in memory: every one of the test is larger. */
  private static final long NONE = 0;

  private static final long ALL = Long.MAX_VALUE;

  @TempDir Path dir;

  @Test
  void aStreamedFileHasThePixelsOfOneThatWasWhole() throws IOException {
    Path source = noise();
    String model = TinyModel.write(dir.resolve("model"), Task.SUPER_RESOLUTION).toString();
    for (PictureFormat format :
        List.of(PictureFormat.PNG, PictureFormat.TIFF, PictureFormat.JPEG)) {
      Picture whole = made(source, model, format, ALL);
      Picture streamed = made(source, model, format, NONE);
      assertThat(streamed.width()).isEqualTo(4 * 53);
      assertThat(streamed).as(format.name()).isEqualTo(whole);
    }
  }

  /** A result, and a look whether its file grew while it was computed. */
  private Picture made(Path source, String model, PictureFormat format, long kept)
      throws IOException {
    Path folder = Files.createDirectories(dir.resolve(format + "-" + (kept == NONE)));
    Path target = folder.resolve("a." + format.suffix());
    boolean[] growing = {false};
    PictureMaker.Listener steps =
        new PictureMaker.Listener() {
          @Override
          public void progress(int done, int total) {
            growing[0] |= holdsAFile(folder);
          }

          @Override
          public boolean cancelled() {
            return false;
          }
        };
    try (PictureMaker work =
        new RestoringMakers(kept)
            .open(
                new JobSettings(
                    settings(model),
                    new EnlargeSettings(Enlarger.Settings.PLAIN, 1),
                    new ResultSettings(
                        Frames.FIRST, 90, MetadataPolicy.KEEP, true, 1 << 20, Damaged.REFUSE)),
                new Cancellation())) {
      work.process(new BatchPlan.Todo(source, target, format), steps);
    }
    assertThat(growing[0]).isEqualTo(kept == NONE);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
    return new PictureReader().read(target);
  }

  /** Tiles of 16 pixels, so that there are many. */
  private static RestoreSettings settings(String model) {
    return new RestoreSettings(
        model,
        1,
        OptionalInt.of(2),
        OptionalDouble.empty(),
        1,
        OptionalInt.of(16),
        OptionalLong.empty(),
        OptionalInt.of(4),
        Tiling.GLOBAL,
        "cpu",
        "fp32",
        0,
        1);
  }

  private static boolean holdsAFile(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path noise() throws IOException {
    BufferedImage image = new BufferedImage(53, 39, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < 53 * 39; i++) {
      image.setRGB(i % 53, i / 53, random.nextInt(1 << 24));
    }
    Path file = dir.resolve("in.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
