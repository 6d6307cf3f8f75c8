package io.github.resshift.image;

import io.github.resshift.image.meta.Metadata;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Writes PNG files row by row, compressed on the cores that there are. The same picture gives the
 * same bytes, in however many pieces it comes. Not thread-safe.
 */
final class PngEncoder implements RowEncoder {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  /** Zlib's default: higher levels take far longer and save about one per cent on photographs. */
  private static final int LEVEL = 6;

  private static final int FILTERS = 5;

  private final PictureShape shape;
  private final OutputStream out;
  private final int pixelBytes;
  private final byte[][] filtered;
  private final PngAnimation animation;
  private BlockDeflater deflater = new BlockDeflater(LEVEL, this::data);
  private byte[] above;
  private byte[] row;
  private int frame;

  /** Counts the chunks of an animation that carry a number. */
  private int numbered;

  /** Starts a file. */
  PngEncoder(PictureShape shape, Metadata metadata, OutputStream out) throws IOException {
    this(shape, metadata, null, out);
  }

  /**
   * Starts an animated file of frames of the whole size.
   *
   * @param animation null for a still picture
   */
  PngEncoder(PictureShape shape, Metadata metadata, PngAnimation animation, OutputStream out)
      throws IOException {
    this.animation = animation;
    this.shape = shape;
    this.out = out;
    this.pixelBytes = shape.channels() * shape.depth() / 8;
    this.above = new byte[shape.rowBytes()];
    this.row = new byte[shape.rowBytes()];
    this.filtered = new byte[FILTERS][shape.rowBytes() + 1];
    out.write(SIGNATURE);
    chunk("IHDR", header(), 13);
    for (PngChunks.Chunk chunk : PngChunks.of(metadata)) {
      chunk(chunk.type(), chunk.data(), chunk.data().length);
    }
    if (animation != null) {
      chunk("acTL", animation.sequence(), 8);
      chunk("fcTL", animation.control(0, numbered++, shape), PngAnimation.CONTROL_BYTES);
    }
  }

  /** Ends a frame of an animation and begins the next. */
  void nextFrame() throws IOException {
    deflater.finish();
    deflater = new BlockDeflater(LEVEL, this::data);
    Arrays.fill(above, (byte) 0);
    frame++;
    chunk("fcTL", animation.control(frame, numbered++, shape), PngAnimation.CONTROL_BYTES);
  }

  private byte[] header() {
    int colourType =
        shape.gray()
            ? shape.alpha() ? PngHeader.GRAY_ALPHA : PngHeader.GRAY
            : shape.alpha() ? PngHeader.RGB_ALPHA : PngHeader.RGB;
    byte[] data = new byte[13];
    word(data, 0, shape.width());
    word(data, 4, shape.height());
    data[8] = (byte) shape.depth();
    data[9] = (byte) colourType;
    return data;
  }

  @Override
  public void rows(Picture band) throws IOException {
    for (int y = 0; y < band.height(); y++) {
      pack(band, y);
      deflater.write(bestFilter());
      byte[] swap = above;
      above = row;
      row = swap;
    }
  }

  @Override
  public void finish() throws IOException {
    deflater.finish();
    chunk("IEND", new byte[0], 0);
  }

  private void data(byte[] piece) throws IOException {
    if (frame == 0) {
      chunk("IDAT", piece, piece.length);
    } else {
      int length = Integer.BYTES + piece.length;
      chunk("fdAT", ByteBuffer.allocate(length).putInt(numbered++).put(piece).array(), length);
    }
  }

  private void pack(Picture band, int y) {
    int step = shape.depth() / 8;
    int from = y * band.width();
    for (int c = 0; c < shape.channels(); c++) {
      Samples plane = c < band.colourCount() ? band.colour(c) : band.alphaSamples();
      int at = c * step;
      for (int x = 0; x < band.width(); x++, at += pixelBytes) {
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
  private byte[] bestFilter() {
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
