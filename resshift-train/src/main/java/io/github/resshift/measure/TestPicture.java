package io.github.resshift.measure;

import io.github.resshift.image.Picture;
import io.github.resshift.tensor.Tensors;
import java.awt.image.BufferedImage;
import org.bytedeco.pytorch.Tensor;

/** Made-up pictures, functions of their size alone. */
public final class TestPicture {
  private static final int GREY = 128;
  private static final int WAVES = 90;
  private static final int TEXTURE = 32;

  private TestPicture() {}

  /** Smooth waves and fine texture. */
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

  /**
   * A picture whose halves differ as much as tiles of a photograph can: a gentle gradient on the
   * left as a sky has it, fine texture on the right.
   *
   * @return [1, 3, side, side] in [-1, 1]
   */
  public static Tensor halfFlat(int side) {
    float[] values = new float[3 * side * side];
    for (int i = 0; i < values.length; i++) {
      int x = i % side;
      int y = i / side % side;
      double sky = 0.4 + 0.3 * y / side;
      double texture = 0.8 * Math.sin(x * 1.3 + i / side / side) * Math.cos(y * 0.9);
      values[i] = (float) (x < side / 2 ? sky : texture);
    }
    return Tensors.of(values, 1, 3, side, side);
  }
}
