package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RestorerBatchTest {
  private static final int SIDE = 24;

  /** Other orders of float32 sums change a value by some 1e-6, which can turn a rounding. */
  private static final int LEVELS = 1;

  @TempDir Path folder;

  @Test
  @Timeout(120)
  void picturesThatGoTogetherAreThoseThatGoAlone() throws Exception {
    String model = TinyModels.superResolution(folder);
    List<Picture> inputs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      inputs.add(NoisyPictures.picture(SIDE, SIDE + i / 3, 8, false, false));
    }
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (Restorer alone = builder(model).build();
        Restorer together = builder(model).batch(3).build()) {
      List<Future<Picture>> results = new ArrayList<>();
      for (Picture input : inputs) {
        results.add(threads.submit(() -> together.restore(input)));
      }
      for (int i = 0; i < inputs.size(); i++) {
        Picture expected = alone.restore(inputs.get(i));
        Picture actual = results.get(i).get();
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(largestDifference(actual, expected)).isLessThanOrEqualTo(LEVELS);
      }
      // Nobody else is at work.
      assertThat(together.restore(inputs.get(0))).isEqualTo(alone.restore(inputs.get(0)));
    } finally {
      threads.shutdownNow();
    }
  }

  private static int largestDifference(Picture a, Picture b) {
    float[] left = new float[a.width()];
    float[] right = new float[a.width()];
    double largest = 0;
    for (int plane = 0; plane < 3; plane++) {
      for (int y = 0; y < a.height(); y++) {
        a.read(plane, y, 0, left);
        b.read(plane, y, 0, right);
        for (int x = 0; x < left.length; x++) {
          largest = Math.max(largest, Math.abs(left[x] - right[x]));
        }
      }
    }
    return (int) Math.rint(largest * 255);
  }

  private static RestorerBuilder builder(String model) {
    return Restorer.builder().model(model).precision("fp32").threads(1).seed(3);
  }
}
