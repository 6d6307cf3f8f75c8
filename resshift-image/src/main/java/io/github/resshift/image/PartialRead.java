package io.github.resshift.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;

/** Reads the first picture of a file with one of Java's readers, as far as that goes. */
final class PartialRead implements IIOReadProgressListener {
  private float percent;

  private PartialRead() {}

  /**
   * The whole picture, or what of it comes before the reader gives up: the rest is gray (in
   * pictures with a palette its first colour), and a note says how much there is.
   *
   * @throws IOException if nothing comes at all
   */
  static BufferedImage take(String name, ImageReader reader, Consumer<String> notes)
      throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    BufferedImage image = reader.getImageTypes(0).next().createBufferedImage(width, height);
    fill(image);
    ImageReadParam param = reader.getDefaultReadParam();
    param.setDestination(image);
    PartialRead progress = new PartialRead();
    reader.addIIOReadProgressListener(progress);
    try {
      return reader.read(0, param);
    } catch (IOException | RuntimeException e) {
      int rows = (int) (progress.percent * height / 100);
      if (rows < 1) {
        throw e;
      }
      notes.accept(rows(name, Math.min(rows, height), height));
      return image;
    } finally {
      reader.removeIIOReadProgressListener(progress);
    }
  }

  /** Words about a picture of which some rows are there. */
  static String rows(String name, int rows, int height) {
    return String.format(
        Locale.ROOT,
        "%s: its data is damaged or ends too early; %d of its %d rows are there (%.1f %%), the rest"
            + " is gray",
        name,
        rows,
        height,
        Math.floor(1000.0 * rows / height) / 10);
  }

  private static void fill(BufferedImage image) {
    if (image.getColorModel() instanceof IndexColorModel) {
      return;
    }
    DataBuffer data = image.getRaster().getDataBuffer();
    int type = data.getDataType();
    if (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT) {
      return;
    }
    int bands = image.getRaster().getNumBands();
    int gray = type == DataBuffer.TYPE_BYTE ? 0x80 : 0x8000;
    int[] row = new int[image.getWidth() * bands];
    Arrays.fill(row, gray);
    if (image.getColorModel().hasAlpha()) {
      for (int i = bands - 1; i < row.length; i += bands) {
        row[i] = type == DataBuffer.TYPE_BYTE ? 0xFF : 0xFFFF;
      }
    }
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRaster().setPixels(0, y, image.getWidth(), 1, row);
    }
  }

  @Override
  public void imageProgress(ImageReader source, float percentageDone) {
    percent = percentageDone;
  }

  @Override
  public void imageStarted(ImageReader source, int imageIndex) {}

  @Override
  public void imageComplete(ImageReader source) {}

  @Override
  public void readAborted(ImageReader source) {}

  @Override
  public void sequenceStarted(ImageReader source, int minIndex) {}

  @Override
  public void sequenceComplete(ImageReader source) {}

  @Override
  public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

  @Override
  public void thumbnailProgress(ImageReader source, float percentageDone) {}

  @Override
  public void thumbnailComplete(ImageReader source) {}
}
