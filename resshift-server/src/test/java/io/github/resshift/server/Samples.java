package io.github.resshift.server;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small pictures. */
final class Samples {
  private Samples() {}

  /** A picture of noise that each seed has of its own. */
  static byte[] png(int width, int height, long seed) throws IOException {
    return encoded(noise(width, height, seed), "png");
  }

  static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  static BufferedImage noise(int width, int height, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  /** A mask with a hole in the middle. */
  static byte[] mask(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = height / 4; y < height / 2; y++) {
      for (int x = width / 4; x < width / 2; x++) {
        image.setRGB(x, y, 0xFFFFFF);
      }
    }
    return encoded(image, "png");
  }
}
