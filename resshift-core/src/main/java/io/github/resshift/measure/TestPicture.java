package io.github.resshift.measure;

import io.github.resshift.image.Picture;
import java.awt.image.BufferedImage;

/** A picture of smooth waves and fine texture, a function of its size alone. */
public final class TestPicture {
  private static final int GREY = 128;
  private static final int WAVES = 90;
  private static final int TEXTURE = 32;

  private TestPicture() {}

  public static BufferedImage image(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          double wave = Math.sin((x + 3.0 * channel) / 17) * Math.cos(y / (11.0 + channel));
          int texture = (x * 37 ^ y * 57 + channel * 11) % TEXTURE;
          rgb = rgb << 8 | (int) (GREY + WAVES * wave + texture - TEXTURE / 2);
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  public static Picture picture(int width, int height) {
    return Picture.of(image(width, height));
  }
}
