package io.github.resshift.image;

import io.github.resshift.image.JpegStructure.Component;
import io.github.resshift.image.JpegStructure.Scan;

/**
 * Counts how much of a scan is there by decoding it without keeping anything: sequential scans, and
 * the first of progressive ones (ITU-T T.81, F.2 and G.1.2.1).
 */
final class JpegCount {
  /** Thrown where the data ends; it tells nothing but that. */
  private static final class End extends Exception {
    private static final long serialVersionUID = 1;

    End() {
      super(null, null, false, false);
    }
  }

  private final byte[] file;
  private final Scan scan;
  private final boolean coefficients;
  private final int perRow;
  private final int lines;
  private final int height;
  private final int unitsPerBlock;
  private int at;
  private int bits;
  private int count;

  /**
   * @param widest greatest sampling factor of the frame across
   * @param tallest greatest sampling factor of the frame down
   */
  JpegCount(byte[] file, Scan scan, JpegStructure frame, int widest, int tallest) {
    this.file = file;
    this.scan = scan;
    this.at = scan.from();
    this.height = frame.height();
    this.coefficients = !frame.progressive();
    boolean alone = scan.components().size() == 1;
    Component first = scan.components().get(0);
    // A scan of one channel has its blocks one by one, others have groups of the size of the frame.
    int across = alone ? ceil(frame.width() * first.across(), widest) : frame.width();
    this.perRow = Math.max(1, ceil(across, alone ? 8 : 8 * widest));
    this.lines = alone ? Math.max(1, 8 * tallest / first.down()) : 8 * tallest;
    this.unitsPerBlock = alone ? 1 : 0;
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }

  /** Rows of pixels that are whole. */
  int rows() {
    int groups = ceil(height, lines);
    long whole = 0;
    try {
      for (int row = 0; row < groups; row++) {
        for (int x = 0; x < perRow; x++) {
          if (scan.restart() > 0 && whole > 0 && whole % scan.restart() == 0) {
            restart();
          }
          group();
          whole++;
        }
      }
    } catch (End end) {
      return Math.min(height, (int) (whole / perRow) * lines);
    }
    return height;
  }

  private void group() throws End {
    for (int c = 0; c < scan.components().size(); c++) {
      Component component = scan.components().get(c);
      int blocks = unitsPerBlock == 1 ? 1 : component.across() * component.down();
      for (int b = 0; b < blocks; b++) {
        block(c);
      }
    }
  }

  private void block(int c) throws End {
    take(symbol(scan.dc()[c]) & 15);
    for (int k = 1; coefficients && k < 64; k++) {
      int symbol = symbol(scan.ac()[c]);
      int size = symbol & 15;
      int run = symbol >> 4;
      if (size == 0 && run != 15) {
        return;
      }
      k += run;
      take(size);
    }
  }

  private int symbol(JpegCodeTable table) throws End {
    if (table == null) {
      throw new End();
    }
    int code = 0;
    for (int length = 1; length <= 16; length++) {
      code = code << 1 | take(1);
      if (code <= table.greatest()[length] && code >= table.least()[length]) {
        return table.values()[table.first()[length] + code - table.least()[length]];
      }
    }
    throw new End();
  }

  private int take(int n) throws End {
    while (count < n) {
      if (at >= scan.to()) {
        throw new End();
      }
      int octet = file[at] & 0xFF;
      if (octet == 0xFF) {
        if (at + 1 >= scan.to() || file[at + 1] != 0) {
          throw new End(); // a restart comes too early, or the file ends
        }
        at++;
      }
      at++;
      bits = bits << 8 | octet;
      count += 8;
    }
    count -= n;
    return bits >> count & (1 << n) - 1;
  }

  private void restart() throws End {
    count = 0;
    while (at + 1 < scan.to() && (file[at] & 0xFF) == 0xFF && (file[at + 1] & 0xFF) == 0xFF) {
      at++;
    }
    boolean mark = at + 1 < scan.to() && (file[at] & 0xF8) == 0xF8 && (file[at + 1] & 0xF8) == 0xD0;
    if (!mark) {
      throw new End();
    }
    at += 2;
  }
}
