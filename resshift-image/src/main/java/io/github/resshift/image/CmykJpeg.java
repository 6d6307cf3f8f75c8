package io.github.resshift.image;

import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * Reads JPEG files of four channels as inks, 0 is none: the files have them inverted, or as YCCK,
 * which is YCbCr of cyan, magenta and yellow, and inverted black.
 */
final class CmykJpeg {
  private static final int CHANNELS = 4;
  private static final int WHITE = 255;

  private CmykJpeg() {}

  /** Whether the first picture of a reader has four channels. */
  static boolean is(ImageReader reader) throws IOException {
    var raw = reader.getRawImageType(0);
    return raw != null && raw.getNumBands() == CHANNELS;
  }

  /**
   * The inks of a picture.
   *
   * @param transform of the Adobe segment, negative if the file has none
   */
  static Picture read(ImageReader reader, int transform) throws IOException {
    Raster raster = reader.readRaster(0, null);
    int width = raster.getWidth();
    int height = raster.getHeight();
    Samples[] planes = new Samples[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      planes[c] = Samples.allocate(Math.multiplyExact(width, height), 8);
    }
    int[] row = new int[Math.multiplyExact(width, CHANNELS)];
    int[] inks = new int[CHANNELS];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        System.arraycopy(row, x * CHANNELS, inks, 0, CHANNELS);
        if (transform == JpegMetadata.ADOBE_YCCK) {
          fromYcck(inks);
        } else {
          for (int c = 0; c < CHANNELS; c++) {
            inks[c] = WHITE - inks[c];
          }
        }
        for (int c = 0; c < CHANNELS; c++) {
          planes[c].set(y * width + x, inks[c]);
        }
      }
    }
    return new Picture(width, height, 8, planes, null);
  }

  /** The equations of JFIF; the light that they give is the ink here, because it was inverted. */
  private static void fromYcck(int[] inks) {
    int luma = inks[0];
    int blue = inks[1] - 128;
    int red = inks[2] - 128;
    inks[0] = level(luma + 1.402 * red);
    inks[1] = level(luma - 0.344136 * blue - 0.714136 * red);
    inks[2] = level(luma + 1.772 * blue);
    inks[3] = WHITE - inks[3];
  }

  private static int level(double value) {
    return (int) Math.round(Math.min(WHITE, Math.max(0, value)));
  }
}
