package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.Picture;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native memory is scoped: many pictures need no more than a few. */
class LeakTest {
  private static final int WARM_UP = 60;
  private static final int PICTURES = 200;

  @TempDir Path folder;

  @Test
  void residentMemoryStaysFlat() throws Exception {
    Picture picture = RestorerTest.noise(16, 12, 8, false, true);
    try (Restorer restorer =
        Restorer.builder()
            .model(TinyModels.superResolution(folder))
            .precision("fp32")
            .threads(1)
            .build()) {
      long before = 0;
      for (int i = 0; i < WARM_UP + PICTURES; i++) {
        if (i == WARM_UP) {
          // Garbage of Java's own heap must not count as growth.
          System.gc();
          before = Pointer.physicalBytes();
        }
        restorer.restore(picture);
      }
      System.gc();
      double growth = (double) Pointer.physicalBytes() / before - 1;
      assertThat(growth).isLessThan(0.05);
    }
  }
}
