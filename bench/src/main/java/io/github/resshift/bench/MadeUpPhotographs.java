package io.github.resshift.bench;

import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.measure.TestPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pictures to train on where only time counts. */
final class MadeUpPhotographs {
  private static final int COUNT = 3;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  private MadeUpPhotographs() {}

  /** Writes them into a new folder below {@code folder} and gives that. */
  static Path in(Path folder) throws IOException {
    Path photographs = Files.createDirectories(folder.resolve("photographs"));
    for (int i = 0; i < COUNT; i++) {
      PictureWriter.write(
          TestPicture.picture(WIDTH + i, HEIGHT - i),
          photographs.resolve(i + ".png"),
          PictureFormat.PNG,
          PictureWriter.DEFAULT_QUALITY);
    }
    return photographs;
  }
}
