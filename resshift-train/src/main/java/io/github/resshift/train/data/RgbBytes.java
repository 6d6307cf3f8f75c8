package io.github.resshift.train.data;

import io.github.resshift.image.PictureException;
import io.github.resshift.image.PictureReader;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A decoded photograph: 8-bit sRGB, interleaved, row by row.
 *
 * @param width pixels a row
 * @param height rows
 * @param rgb width*height*3 bytes
 */
record RgbBytes(int width, int height, byte[] rgb) {
  private static final PictureReader READER = new PictureReader();

  /**
   * Decodes a file as {@code upscale} does. Gray becomes three equal channels, transparent pixels
   * are put on white, 16-bit samples keep their upper half, other colour spaces are converted to
   * sRGB.
   *
   * @throws IOException if the file is not a picture that can be decoded to its end: what a decoder
   *     fills in for the rest of one that was cut off is no photograph
   */
  static RgbBytes decode(Path file) throws IOException {
    try {
      return of(READER.read(file, note -> {}).toBufferedImage());
    } catch (PictureException e) {
      String words = e.getMessage().replace(" (--damaged take takes what is there)", "");
      String name = file.toString();
      // The list names the file already.
      throw new IOException(
          words.startsWith(name) ? words.substring(name.length()).strip() : words, e);
    }
  }

  static RgbBytes of(BufferedImage image) {
    ColorSpace space = image.getColorModel().getColorSpace();
    boolean direct = !(image.getColorModel() instanceof IndexColorModel);
    if (direct && image.getRaster().getNumBands() <= 2 && space.getNumComponents() == 1) {
      return fromBands(image, new int[] {0, 0, 0}, 1);
    }
    BufferedImage colour = image;
    if (!space.isCS_sRGB() || !direct || image.getRaster().getNumBands() < 3) {
      colour =
          new BufferedImage(
              image.getWidth(),
              image.getHeight(),
              image.getColorModel().hasAlpha()
                  ? BufferedImage.TYPE_INT_ARGB
                  : BufferedImage.TYPE_INT_RGB);
      if (direct) {
        new ColorConvertOp(null).filter(image, colour);
      } else {
        colour.createGraphics().drawImage(image, 0, 0, null);
      }
    }
    return fromBands(colour, new int[] {0, 1, 2}, 3);
  }

  private static RgbBytes fromBands(BufferedImage image, int[] bands, int alphaBand) {
    int width = image.getWidth();
    int height = image.getHeight();
    Raster raster = image.getRaster();
    int count = raster.getNumBands();
    int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
    boolean alpha = image.getColorModel().hasAlpha() && count > alphaBand;
    byte[] rgb = new byte[Math.multiplyExact(width, Math.multiplyExact(height, 3))];
    int[] row = new int[width * count];
    int at = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int opacity = alpha ? row[x * count + alphaBand] >> shift : 255;
        for (int band : bands) {
          int value = row[x * count + band] >> shift;
          rgb[at++] = (byte) ((value * opacity + 255 * (255 - opacity) + 127) / 255);
        }
      }
    }
    return new RgbBytes(width, height, rgb);
  }

  /** Averages factor x factor blocks, rounded half up; what does not fill a block is left out. */
  RgbBytes downscaled(int factor) throws IOException {
    if (factor == 1) {
      return this;
    }
    int w = width / factor;
    int h = height / factor;
    if (w == 0 || h == 0) {
      throw new IOException("smaller than its downscale factor " + factor);
    }
    byte[] small = new byte[w * h * 3];
    int area = factor * factor;
    int[] sums = new int[w * 3];
    for (int y = 0; y < h; y++) {
      java.util.Arrays.fill(sums, area / 2);
      for (int line = y * factor; line < (y + 1) * factor; line++) {
        int at = line * width * 3;
        for (int x = 0; x < w * factor; x++) {
          int cell = x / factor * 3;
          sums[cell] += rgb[at++] & 0xFF;
          sums[cell + 1] += rgb[at++] & 0xFF;
          sums[cell + 2] += rgb[at++] & 0xFF;
        }
      }
      for (int i = 0; i < sums.length; i++) {
        small[y * w * 3 + i] = (byte) (sums[i] / area);
      }
    }
    return new RgbBytes(w, h, small);
  }
}
