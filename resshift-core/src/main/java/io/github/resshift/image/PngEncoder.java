package io.github.resshift.image;

import io.github.resshift.image.meta.Metadata;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes PNG files row by row from the planes, without a second copy of the picture. The same
 * picture gives the same bytes.
 */
final class PngEncoder {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int BLOCK = 1 << 16;

  /** Zlib's default: higher levels take far longer and save about one per cent on photographs. */
  private static final int LEVEL = 6;

  private static final int FILTERS = 5;

  private final Picture picture;
  private final OutputStream out;
  private final int pixelBytes;
  private final byte[] block = new byte[BLOCK];

  private PngEncoder(Picture picture, OutputStream out) {
    this.picture = picture;
    this.out = out;
    int channels = picture.colourCount() + (picture.hasAlpha() ? 1 : 0);
    this.pixelBytes = channels * picture.depth() / 8;
  }

  static void write(Picture picture, OutputStream out) throws IOException {
    write(picture, Metadata.NONE, out);
  }

  static void write(Picture picture, Metadata metadata, OutputStream out) throws IOException {
    new PngEncoder(picture, out).run(metadata);
  }

  private void run(Metadata metadata) throws IOException {
    out.write(SIGNATURE);
    chunk("IHDR", header(), 13);
    for (PngChunks.Chunk chunk : PngChunks.of(metadata)) {
      chunk(chunk.type(), chunk.data(), chunk.data().length);
    }
    Deflater deflater = new Deflater(LEVEL);
    deflater.setStrategy(Deflater.FILTERED);
    try {
      writeRows(deflater);
    } finally {
      deflater.end();
    }
    chunk("IEND", new byte[0], 0);
  }

  private byte[] header() {
    int colourType =
        picture.gray()
            ? picture.hasAlpha() ? PngHeader.GRAY_ALPHA : PngHeader.GRAY
            : picture.hasAlpha() ? PngHeader.RGB_ALPHA : PngHeader.RGB;
    byte[] data = new byte[13];
    word(data, 0, picture.width());
    word(data, 4, picture.height());
    data[8] = (byte) picture.depth();
    data[9] = (byte) colourType;
    return data;
  }

  private void writeRows(Deflater deflater) throws IOException {
    int length = Math.multiplyExact(picture.width(), pixelBytes);
    byte[] above = new byte[length];
    byte[] row = new byte[length];
    byte[][] filtered = new byte[FILTERS][length + 1];
    for (int y = 0; y < picture.height(); y++) {
      pack(y, row);
      deflater.setInput(bestFilter(row, above, filtered));
      drain(deflater);
      byte[] swap = above;
      above = row;
      row = swap;
    }
    deflater.finish();
    drain(deflater);
    flush();
  }

  private int filled;

  private void drain(Deflater deflater) throws IOException {
    while (!deflater.finished()) {
      int n = deflater.deflate(block, filled, block.length - filled);
      filled += n;
      if (filled == block.length) {
        flush();
      } else if (n == 0 && deflater.needsInput()) {
        return;
      }
    }
  }

  private void flush() throws IOException {
    if (filled > 0) {
      chunk("IDAT", block, filled);
      filled = 0;
    }
  }

  private void pack(int y, byte[] row) {
    int step = picture.depth() / 8;
    int channels = pixelBytes / step;
    int from = y * picture.width();
    for (int c = 0; c < channels; c++) {
      Samples plane = c < picture.colourCount() ? picture.colour(c) : picture.alphaSamples();
      int at = c * step;
      for (int x = 0; x < picture.width(); x++, at += pixelBytes) {
        int value = plane.get(from + x);
        if (step == 2) {
          row[at] = (byte) (value >> 8);
          row[at + 1] = (byte) value;
        } else {
          row[at] = (byte) value;
        }
      }
    }
  }

  /** The filter with the least sum of absolute differences (PNG specification, section 12.8). */
  private byte[] bestFilter(byte[] row, byte[] above, byte[][] filtered) {
    long[] cost = new long[FILTERS];
    for (int f = 0; f < FILTERS; f++) {
      filtered[f][0] = (byte) f;
    }
    for (int i = 0; i < row.length; i++) {
      int left = i < pixelBytes ? 0 : row[i - pixelBytes] & 0xFF;
      int up = above[i] & 0xFF;
      int corner = i < pixelBytes ? 0 : above[i - pixelBytes] & 0xFF;
      int value = row[i] & 0xFF;
      cost[0] += put(filtered[0], i, value);
      cost[1] += put(filtered[1], i, value - left);
      cost[2] += put(filtered[2], i, value - up);
      cost[3] += put(filtered[3], i, value - (left + up >> 1));
      cost[4] += put(filtered[4], i, value - PngRows.paeth(left, up, corner));
    }
    int best = 0;
    for (int f = 1; f < FILTERS; f++) {
      best = cost[f] < cost[best] ? f : best;
    }
    return filtered[best];
  }

  private static int put(byte[] line, int i, int value) {
    line[i + 1] = (byte) value;
    return Math.abs((byte) value);
  }

  private void chunk(String type, byte[] data, int length) throws IOException {
    byte[] head = new byte[8];
    word(head, 0, length);
    byte[] tag = type.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(tag, 0, head, 4, 4);
    out.write(head);
    out.write(data, 0, length);
    CRC32 crc = new CRC32();
    crc.update(tag);
    crc.update(data, 0, length);
    byte[] tail = new byte[4];
    word(tail, 0, (int) crc.getValue());
    out.write(tail);
  }

  private static void word(byte[] to, int at, int value) {
    to[at] = (byte) (value >> 24);
    to[at + 1] = (byte) (value >> 16);
    to[at + 2] = (byte) (value >> 8);
    to[at + 3] = (byte) value;
  }
}
