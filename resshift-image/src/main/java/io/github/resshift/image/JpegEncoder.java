package io.github.resshift.image;

import io.github.resshift.image.meta.Density;
import io.github.resshift.image.meta.Metadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import javax.imageio.plugins.jpeg.JPEGQTable;

/**
 * Writes baseline JPEG files (ITU-T T.81, JFIF 1.02) row by row: gray, or YCbCr with colours at
 * full resolution from quality 90 on and at half below. Not thread-safe.
 */
final class JpegEncoder implements RowEncoder {
  /** From here on the colours keep their full resolution (4:4:4 instead of 4:2:0). */
  private static final int FULL_COLOUR_QUALITY = 90;

  private static final int SIDE = 8;
  private static final int MOST = 1023;
  private static final double[] COSINES = cosines();

  private final PictureShape shape;
  private final OutputStream out;
  private final JpegHuffman coder;
  private final int components;

  /** Pixels a side for each position of the colour components. */
  private final int halving;

  private final int mcu;
  private final int paddedWidth;
  private final float[][] planes;
  private final int[] before = new int[3];
  private final int[][] divisors;
  private final float[] samples = new float[SIDE * SIDE];
  private final double[] half = new double[SIDE * SIDE];
  private final int[] block = new int[SIDE * SIDE];
  private int filled;

  /**
   * Starts a file.
   *
   * @param notes takes what of the metadata does not fit, without the file's name
   */
  JpegEncoder(
      PictureShape shape, Metadata metadata, int quality, OutputStream out, Consumer<String> notes)
      throws IOException {
    Optional<String> refusal = PictureFormat.JPEG.refusal(shape.width(), shape.height());
    if (refusal.isPresent()) {
      throw new IOException(refusal.get());
    }
    this.shape = shape;
    this.out = out;
    this.coder = new JpegHuffman(out);
    this.components = shape.gray() ? 1 : 3;
    this.halving = shape.gray() || quality >= FULL_COLOUR_QUALITY ? 1 : 2;
    this.mcu = SIDE * halving;
    this.paddedWidth = (shape.width() + mcu - 1) / mcu * mcu;
    this.planes = new float[components][paddedWidth * mcu];
    this.divisors =
        new int[][] {
          scaled(JPEGQTable.K1Luminance, quality), scaled(JPEGQTable.K2Chrominance, quality)
        };
    header(metadata, notes);
  }

  /** A table by the usual scale of qualities; 50 is the table itself. */
  private static int[] scaled(JPEGQTable table, int quality) {
    int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    int[] base = table.getTable();
    int[] result = new int[base.length];
    for (int i = 0; i < base.length; i++) {
      result[i] = Math.min(255, Math.max(1, (base[i] * percent + 50) / 100));
    }
    return result;
  }

  private void header(Metadata metadata, Consumer<String> notes) throws IOException {
    out.write(new byte[] {(byte) 0xFF, (byte) 0xD8});
    ByteBuffer jfif = ByteBuffer.allocate(14);
    jfif.put("JFIF\0".getBytes(StandardCharsets.ISO_8859_1)).put((byte) 1).put((byte) 2);
    Density density = metadata.density().map(Density::wholest).orElse(null);
    if (density == null) {
      jfif.put((byte) 0).putShort((short) 1).putShort((short) 1);
    } else {
      jfif.put((byte) (density.metric() ? 2 : 1))
          .putShort(JpegSegments.whole(density.x()))
          .putShort(JpegSegments.whole(density.y()));
    }
    segment(0xE0, jfif.array());
    out.write(JpegSegments.of(metadata, notes));
    for (int table = 0; table < Math.min(2, components); table++) {
      byte[] values = new byte[1 + SIDE * SIDE];
      values[0] = (byte) table;
      for (int k = 0; k < SIDE * SIDE; k++) {
        values[1 + k] = (byte) divisors[table][JpegHuffman.ZIGZAG[k]];
      }
      segment(0xDB, values);
    }
    segment(0xC0, frame());
    segment(0xC4, JpegHuffman.LUMA_DC.segment());
    segment(0xC4, JpegHuffman.LUMA_AC.segment());
    if (components > 1) {
      segment(0xC4, JpegHuffman.CHROMA_DC.segment());
      segment(0xC4, JpegHuffman.CHROMA_AC.segment());
    }
    segment(0xDA, scan());
  }

  private byte[] frame() {
    ByteBuffer frame = ByteBuffer.allocate(6 + 3 * components);
    frame.put((byte) 8).putShort((short) shape.height()).putShort((short) shape.width());
    frame.put((byte) components);
    for (int c = 0; c < components; c++) {
      int sampling = c == 0 ? halving : 1;
      frame.put((byte) (c + 1)).put((byte) (sampling << 4 | sampling)).put((byte) (c == 0 ? 0 : 1));
    }
    return frame.array();
  }

  private byte[] scan() {
    ByteArrayOutputStream scan = new ByteArrayOutputStream();
    scan.write(components);
    for (int c = 0; c < components; c++) {
      scan.write(c + 1);
      scan.write(c == 0 ? 0x00 : 0x11);
    }
    scan.writeBytes(new byte[] {0, SIDE * SIDE - 1, 0});
    return scan.toByteArray();
  }

  private void segment(int marker, byte[] data) throws IOException {
    int length = data.length + 2;
    out.write(new byte[] {(byte) 0xFF, (byte) marker, (byte) (length >> 8), (byte) length});
    out.write(data);
  }

  @Override
  public void rows(Picture band) throws IOException {
    for (int y = 0; y < band.height(); y++) {
      store(band, y);
      if (++filled == mcu) {
        writeUnits();
      }
    }
  }

  @Override
  public void finish() throws IOException {
    if (filled > 0) {
      for (float[] plane : planes) {
        for (int y = filled; y < mcu; y++) {
          System.arraycopy(plane, (filled - 1) * paddedWidth, plane, y * paddedWidth, paddedWidth);
        }
      }
      writeUnits();
    }
    coder.finish();
    out.write(new byte[] {(byte) 0xFF, (byte) 0xD9});
  }

  /** A row as luma and colour differences around 0, continued to the right by its last pixel. */
  private void store(Picture band, int y) {
    int from = y * band.width();
    int to = filled * paddedWidth;
    for (int x = 0; x < shape.width(); x++) {
      float red = level(band, 0, from + x);
      if (components == 1) {
        planes[0][to + x] = red - 128;
        continue;
      }
      float green = level(band, 1, from + x);
      float blue = level(band, 2, from + x);
      planes[0][to + x] = 0.299f * red + 0.587f * green + 0.114f * blue - 128;
      planes[1][to + x] = -0.168736f * red - 0.331264f * green + 0.5f * blue;
      planes[2][to + x] = 0.5f * red - 0.418688f * green - 0.081312f * blue;
    }
    for (float[] plane : planes) {
      java.util.Arrays.fill(
          plane, to + shape.width(), to + paddedWidth, plane[to + shape.width() - 1]);
    }
  }

  /** A sample in 8 bits, laid on white; stored values are mixed as they are, as viewers do. */
  private static int level(Picture band, int colour, int at) {
    long value = band.colour(colour).get(at);
    if (band.hasAlpha()) {
      long white = band.white();
      long alpha = band.alphaSamples().get(at);
      value = (value * alpha + white * (white - alpha) + white / 2) / white;
    }
    return BufferedImages.toDepth((int) value, band.depth(), 8);
  }

  private void writeUnits() throws IOException {
    for (int left = 0; left < paddedWidth; left += mcu) {
      for (int y = 0; y < mcu; y += SIDE) {
        for (int x = 0; x < mcu; x += SIDE) {
          unit(0, left + x, y, 1);
        }
      }
      for (int c = 1; c < components; c++) {
        unit(c, left, 0, halving);
      }
    }
    filled = 0;
  }

  /** One block, of means over {@code step} x {@code step} pixels. */
  private void unit(int component, int left, int top, int step) throws IOException {
    float[] plane = planes[component];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int at = (top + y * step) * paddedWidth + left + x * step;
        samples[y * SIDE + x] =
            step == 1
                ? plane[at]
                : (plane[at]
                        + plane[at + 1]
                        + plane[at + paddedWidth]
                        + plane[at + paddedWidth + 1])
                    / 4;
      }
    }
    transform(divisors[component == 0 ? 0 : 1]);
    coder.block(block, before[component], component == 0);
    before[component] = block[0];
  }

  /** The discrete cosine transform (A.3.3) and quantisation. */
  private void transform(int[] table) {
    for (int y = 0; y < SIDE; y++) {
      for (int u = 0; u < SIDE; u++) {
        double sum = 0;
        for (int x = 0; x < SIDE; x++) {
          sum += samples[y * SIDE + x] * COSINES[u * SIDE + x];
        }
        half[y * SIDE + u] = sum;
      }
    }
    for (int u = 0; u < SIDE; u++) {
      for (int v = 0; v < SIDE; v++) {
        double sum = 0;
        for (int y = 0; y < SIDE; y++) {
          sum += half[y * SIDE + u] * COSINES[v * SIDE + y];
        }
        long level = Math.round(sum / table[v * SIDE + u]);
        // Rounding may reach one more than the tables have codes for.
        block[v * SIDE + u] = (int) Math.max(-MOST, Math.min(MOST, level));
      }
    }
  }

  private static double[] cosines() {
    double[] table = new double[SIDE * SIDE];
    for (int u = 0; u < SIDE; u++) {
      double scale = u == 0 ? Math.sqrt(0.125) : 0.5;
      for (int x = 0; x < SIDE; x++) {
        table[u * SIDE + x] = scale * Math.cos((2 * x + 1) * u * Math.PI / 16);
      }
    }
    return table;
  }
}
