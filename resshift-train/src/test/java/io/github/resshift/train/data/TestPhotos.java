package io.github.resshift.train.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Small pictures for tests of the data path. */
final class TestPhotos {
  private TestPhotos() {}

  /** Writes a picture of seeded noise; type is one of BufferedImage's. */
  static BufferedImage noise(Path file, int width, int height, int type, long seed)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    SplittableRandom random = new SplittableRandom(seed);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < image.getRaster().getNumBands(); band++) {
          image.getRaster().setSample(x, y, band, random.nextInt(256));
        }
      }
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return image;
  }

  /** A folder of three noise pictures, opened. */
  static PhotoCache three(Path folder) throws IOException {
    for (int i = 0; i < 3; i++) {
      noise(folder.resolve("p" + i + ".png"), 40 + 8 * i, 36, BufferedImage.TYPE_3BYTE_BGR, i);
    }
    return PhotoCache.open(PhotoList.read(folder), folder.resolve("cache"), 2);
  }
}
