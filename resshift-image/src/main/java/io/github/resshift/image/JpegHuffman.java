package io.github.resshift.image;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/**
 * The entropy coder of baseline JPEG (ITU-T T.81, annex F) with the tables of annex K, which nearly
 * every encoder uses. Not thread-safe.
 */
final class JpegHuffman {
  /** Natural position of the k-th coefficient in zigzag order (figure A.6). */
  static final int[] ZIGZAG = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  private static final int RUN_OF_16 = 0xF0;
  private static final int END_OF_BLOCK = 0;

  /** A table as a file states it, and the code and length of each value. */
  record Table(byte[] segment, int[] codes, int[] lengths) {
    private static Table of(int id, JPEGHuffmanTable table) {
      short[] counts = Arrays.copyOf(table.getLengths(), 16);
      short[] values = table.getValues();
      byte[] segment = new byte[1 + counts.length + values.length];
      int[] codes = new int[256];
      int[] lengths = new int[256];
      segment[0] = (byte) id;
      int code = 0;
      int next = 0;
      for (int length = 1; length <= counts.length; length++, code <<= 1) {
        segment[length] = (byte) counts[length - 1];
        for (int i = 0; i < counts[length - 1]; i++) {
          segment[1 + counts.length + next] = (byte) values[next];
          codes[values[next]] = code++;
          lengths[values[next++]] = length;
        }
      }
      return new Table(segment, codes, lengths);
    }
  }

  static final Table LUMA_DC = Table.of(0x00, JPEGHuffmanTable.StdDCLuminance);
  static final Table LUMA_AC = Table.of(0x10, JPEGHuffmanTable.StdACLuminance);
  static final Table CHROMA_DC = Table.of(0x01, JPEGHuffmanTable.StdDCChrominance);
  static final Table CHROMA_AC = Table.of(0x11, JPEGHuffmanTable.StdACChrominance);

  private final OutputStream out;
  private long bits;
  private int count;

  JpegHuffman(OutputStream out) {
    this.out = out;
  }

  /**
   * Codes a block.
   *
   * @param block quantised coefficients in natural order
   * @param before the first coefficient of the component's block before
   */
  void block(int[] block, int before, boolean luma) throws IOException {
    Table dc = luma ? LUMA_DC : CHROMA_DC;
    Table ac = luma ? LUMA_AC : CHROMA_AC;
    int difference = block[0] - before;
    int size = size(difference);
    put(dc.codes()[size], dc.lengths()[size]);
    magnitude(difference, size);
    int zeros = 0;
    for (int k = 1; k < ZIGZAG.length; k++) {
      int value = block[ZIGZAG[k]];
      if (value == 0) {
        zeros++;
        continue;
      }
      for (; zeros > 15; zeros -= 16) {
        put(ac.codes()[RUN_OF_16], ac.lengths()[RUN_OF_16]);
      }
      size = size(value);
      int symbol = zeros << 4 | size;
      put(ac.codes()[symbol], ac.lengths()[symbol]);
      magnitude(value, size);
      zeros = 0;
    }
    if (zeros > 0) {
      put(ac.codes()[END_OF_BLOCK], ac.lengths()[END_OF_BLOCK]);
    }
  }

  /** Fills the last byte with ones. */
  void finish() throws IOException {
    put(0x7F, 7);
  }

  private static int size(int value) {
    return 32 - Integer.numberOfLeadingZeros(Math.abs(value));
  }

  /** Negative values are stored as their ones' complement (F.1.2.1.1). */
  private void magnitude(int value, int size) throws IOException {
    put((value < 0 ? value - 1 : value) & (1 << size) - 1, size);
  }

  private void put(int value, int length) throws IOException {
    bits = bits << length | value;
    count += length;
    for (; count >= 8; count -= 8) {
      int octet = (int) (bits >> count - 8) & 0xFF;
      out.write(octet);
      if (octet == 0xFF) {
        out.write(0); // not a marker
      }
    }
    bits &= (1L << count) - 1;
  }
}
