package io.github.resshift.image;

import io.github.resshift.image.meta.Field;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.TagTree;
import io.github.resshift.image.meta.TagTree.Directory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.zip.Deflater;

/**
 * Writes TIFF files (TIFF 6.0) of one or more pages: strips, Deflate, horizontal differences. The
 * same pages give the same bytes. Not thread-safe.
 */
final class TiffEncoder {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int STRIP_BYTES = 1 << 18;
  private static final int DEFLATE = 8;
  private static final int LEVEL = 6;

  /** Offsets have 32 bits. */
  private static final long MAX_FILE = 0xFFFFFFFFL;

  private static final String TOO_LARGE = "a TIFF file holds at most 4 GiB; choose png";

  private final SeekableByteChannel out;

  /** Where the offset of the next page's directory has to be written. */
  private long link = 4;

  /** Starts a file. */
  TiffEncoder(SeekableByteChannel out) throws IOException {
    this.out = out;
    ByteBuffer header = buffer(8);
    put(header.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(0));
  }

  /** Adds a page, which must be finished before the next one begins. */
  RowEncoder page(PictureShape shape, Metadata metadata) {
    return new Page(shape, metadata);
  }

  /** The strips of a page as they fill, then its directory. */
  private final class Page implements RowEncoder {
    private final PictureShape shape;
    private final Metadata metadata;
    private final int stripRows;
    private final byte[] strip;
    private final long[] offsets;
    private final long[] counts;
    private int strips;
    private int filled;

    Page(PictureShape shape, Metadata metadata) {
      this.shape = shape;
      this.metadata = metadata;
      this.stripRows = Math.max(1, Math.min(shape.height(), STRIP_BYTES / shape.rowBytes()));
      this.strip = new byte[Math.multiplyExact(shape.rowBytes(), stripRows)];
      this.offsets = new long[(shape.height() + stripRows - 1) / stripRows];
      this.counts = new long[offsets.length];
    }

    @Override
    public void rows(Picture band) throws IOException {
      for (int y = 0; y < band.height(); y++) {
        pack(band, shape.channels(), y, strip, filled * shape.rowBytes());
        if (++filled == stripRows) {
          writeStrip();
        }
      }
    }

    private void writeStrip() throws IOException {
      offsets[strips] = out.position();
      counts[strips++] = deflate(strip, filled * shape.rowBytes());
      filled = 0;
      if (out.position() > MAX_FILE) {
        throw new IOException(TOO_LARGE);
      }
    }

    @Override
    public void finish() throws IOException {
      if (filled > 0) {
        writeStrip();
      }
      TagTree tags = metadata.tiffTags(ORDER);
      describe(tags.of(Directory.MAIN), shape, stripRows);
      tags.of(Directory.MAIN).put(273, Field.longs(offsets));
      tags.of(Directory.MAIN).put(279, Field.longs(counts));
      directory(tags);
    }
  }

  private void directory(TagTree tags) throws IOException {
    if ((out.position() & 1) == 1) {
      put(buffer(1).put((byte) 0));
    }
    long at = out.position();
    byte[] body = tags.layout(at, 0);
    if (at + body.length > MAX_FILE) {
      throw new IOException(TOO_LARGE);
    }
    put(ByteBuffer.wrap(body).position(body.length));
    int entries = ByteBuffer.wrap(body).order(ORDER).getShort(0) & 0xFFFF;
    out.position(link);
    put(buffer(4).putInt((int) at));
    link = at + 2 + 12L * entries;
    out.position(at + body.length);
  }

  private static void describe(SortedMap<Integer, Field> main, PictureShape picture, int rows) {
    int[] bits = new int[picture.channels()];
    Arrays.fill(bits, picture.depth());
    main.put(256, Field.longs(picture.width()));
    main.put(257, Field.longs(picture.height()));
    main.put(258, Field.shorts(bits));
    main.put(259, Field.shorts(DEFLATE));
    main.put(262, Field.shorts(picture.gray() ? 1 : 2)); // black is zero, or RGB
    main.put(277, Field.shorts(picture.channels()));
    main.put(278, Field.longs(rows));
    main.put(284, Field.shorts(1)); // the samples of a pixel stand together
    main.put(317, Field.shorts(2)); // horizontal differences
    if (picture.alpha()) {
      main.put(338, Field.shorts(2)); // straight alpha
    }
  }

  /** One row as differences to the pixel on the left. */
  private static void pack(Picture picture, int channels, int y, byte[] strip, int start) {
    int step = picture.depth() / 8;
    int from = y * picture.width();
    for (int c = 0; c < channels; c++) {
      Samples plane = c < picture.colourCount() ? picture.colour(c) : picture.alphaSamples();
      int at = start + c * step;
      int left = 0;
      for (int x = 0; x < picture.width(); x++, at += channels * step) {
        int value = plane.get(from + x);
        int difference = value - left;
        left = value;
        strip[at] = (byte) difference;
        if (step == 2) {
          strip[at + 1] = (byte) (difference >> 8);
        }
      }
    }
  }

  private long deflate(byte[] data, int length) throws IOException {
    Deflater deflater = new Deflater(LEVEL);
    try {
      deflater.setInput(data, 0, length);
      deflater.finish();
      ByteBuffer block = ByteBuffer.allocate(1 << 16);
      long total = 0;
      while (!deflater.finished()) {
        int n = deflater.deflate(block.array());
        put(block.position(n));
        block.clear();
        total += n;
      }
      return total;
    } finally {
      deflater.end();
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ORDER);
  }

  /** Writes what was put into the buffer. */
  private void put(ByteBuffer filled) throws IOException {
    filled.flip();
    while (filled.hasRemaining()) {
      out.write(filled);
    }
  }
}
