package io.github.resshift.image;

/**
 * Turns the inflated bytes of a PNG file into planes: collects rows, undoes their filters and the
 * interlacing, widens samples below 8 bits, looks palettes up.
 */
final class PngRows {
  private static final int[] ADAM7_X = {0, 4, 0, 2, 0, 1, 0};
  private static final int[] ADAM7_Y = {0, 0, 4, 0, 2, 0, 1};
  private static final int[] ADAM7_STEP_X = {8, 8, 4, 4, 2, 2, 1};
  private static final int[] ADAM7_STEP_Y = {8, 8, 8, 4, 4, 2, 2};

  /** What a pixel of a pass stands for until later ones come. */
  private static final int[] ADAM7_BLOCK_X = {8, 4, 4, 2, 2, 1, 1};

  private static final int[] ADAM7_BLOCK_Y = {8, 8, 4, 4, 2, 2, 1};

  private final String name;
  private final PngHeader header;
  private final PalettePlanes palette;
  private final int[] transparent;
  private final Samples[] planes;
  private final Samples keyAlpha;
  private final int[] widen;
  private int pass = -1;
  private int passRow;
  private int passRows;
  private int passWidth;
  private int filter = -1;
  private byte[] row;
  private byte[] above;
  private int filled;
  private final boolean spread;
  private long stored;

  /**
   * @param palette the palette's planes, null for other colour types
   * @param transparent the stored sample values of the transparent colour, or null
   * @param damaged for {@link Damaged#TAKE} pixels of the first passes stand for their neighbours
   */
  PngRows(
      String name, PngHeader header, PalettePlanes palette, int[] transparent, Damaged damaged) {
    this.name = name;
    this.header = header;
    this.palette = palette;
    this.spread = header.interlaced() && damaged == Damaged.TAKE;
    this.transparent = transparent;
    int count = header.width() * header.height();
    int depth = header.bits() == 16 ? 16 : 8;
    this.planes = new Samples[palette == null ? header.channels() : 0];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = Samples.allocate(count, depth);
    }
    this.keyAlpha = transparent == null ? null : Samples.allocate(count, depth);
    this.widen =
        header.bits() < 8 && palette == null ? BufferedImages.scaleTable(header.bits(), 255) : null;
    int widest = header.rowBytes(header.width());
    this.row = new byte[widest];
    this.above = new byte[widest];
    nextPass();
  }

  /** Whether all rows have come. */
  boolean complete() {
    return pass >= (header.interlaced() ? ADAM7_X.length : 1);
  }

  /** Pixels that have come. */
  long stored() {
    return stored;
  }

  /** Makes the rows that have not come gray. Then there is a picture. */
  void fillRest() {
    int from =
        header.interlaced() ? pass == 0 ? passRow * ADAM7_STEP_Y[0] : header.height() : passRow;
    int gray = header.bits() == 16 ? 0x8000 : 0x80;
    for (int at = from * header.width(); at < header.width() * header.height(); at++) {
      if (palette != null) {
        palette.setGray(at, gray);
        continue;
      }
      for (int c = 0; c < planes.length; c++) {
        boolean alpha = planes.length % 2 == 0 && c == planes.length - 1;
        planes[c].set(at, alpha ? 0xFFFF : gray);
      }
      if (keyAlpha != null) {
        keyAlpha.set(at, 0xFFFF);
      }
    }
  }

  /** Takes inflated bytes; what follows the last row is ignored. */
  void accept(byte[] data, int length) {
    int at = 0;
    while (at < length && !complete()) {
      if (filter < 0) {
        filter = data[at++];
        filled = 0;
        continue;
      }
      int rowBytes = header.rowBytes(passWidth);
      int n = Math.min(rowBytes - filled, length - at);
      System.arraycopy(data, at, row, filled, n);
      filled += n;
      at += n;
      if (filled == rowBytes) {
        unfilter(rowBytes);
        store();
        byte[] swap = above;
        above = row;
        row = swap;
        filter = -1;
        if (++passRow == passRows) {
          nextPass();
        }
      }
    }
  }

  /** The picture; only when {@link #complete} or {@link #fillRest filled}. */
  Picture picture() {
    if (palette != null) {
      return palette.picture(header.width(), header.height());
    }
    int colours = header.channels() >= 3 ? 3 : 1;
    Samples alpha = header.channels() > colours ? planes[colours] : keyAlpha;
    return new Picture(
        header.width(),
        header.height(),
        header.bits() == 16 ? 16 : 8,
        java.util.Arrays.copyOf(planes, colours),
        alpha);
  }

  private void nextPass() {
    do {
      pass++;
      if (complete()) {
        return;
      }
      passWidth =
          header.interlaced() ? span(header.width(), ADAM7_X, ADAM7_STEP_X) : header.width();
      passRows =
          header.interlaced() ? span(header.height(), ADAM7_Y, ADAM7_STEP_Y) : header.height();
    } while (passWidth == 0 || passRows == 0);
    passRow = 0;
    java.util.Arrays.fill(above, (byte) 0);
  }

  private int span(int side, int[] start, int[] step) {
    return Math.max(0, (side - start[pass] + step[pass] - 1) / step[pass]);
  }

  private void unfilter(int length) {
    int step = header.pixelBytes();
    switch (filter) {
      case 0 -> {}
      case 1 -> {
        for (int i = step; i < length; i++) {
          row[i] += row[i - step];
        }
      }
      case 2 -> {
        for (int i = 0; i < length; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> {
        for (int i = 0; i < length; i++) {
          int left = i < step ? 0 : row[i - step] & 0xFF;
          row[i] += (byte) (left + (above[i] & 0xFF) >> 1);
        }
      }
      case 4 -> {
        for (int i = 0; i < length; i++) {
          int left = i < step ? 0 : row[i - step] & 0xFF;
          int corner = i < step ? 0 : above[i - step] & 0xFF;
          row[i] += (byte) paeth(left, above[i] & 0xFF, corner);
        }
      }
      default ->
          throw new PictureException(
              String.format("%s is damaged: a row has the unknown PNG filter %d.", name, filter));
    }
  }

  static int paeth(int left, int up, int corner) {
    int estimate = left + up - corner;
    int toLeft = Math.abs(estimate - left);
    int toUp = Math.abs(estimate - up);
    int toCorner = Math.abs(estimate - corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }

  private void store() {
    int y = header.interlaced() ? ADAM7_Y[pass] + passRow * ADAM7_STEP_Y[pass] : passRow;
    int stepX = header.interlaced() ? ADAM7_STEP_X[pass] : 1;
    int left = header.interlaced() ? ADAM7_X[pass] : 0;
    int lines = spread ? Math.min(ADAM7_BLOCK_Y[pass], header.height() - y) : 1;
    for (int x = 0; x < passWidth; x++) {
      int to = left + x * stepX;
      int columns = spread ? Math.min(ADAM7_BLOCK_X[pass], header.width() - to) : 1;
      for (int line = y; line < y + lines; line++) {
        for (int column = to; column < to + columns; column++) {
          store(line * header.width() + column, x);
        }
      }
    }
    stored += passWidth;
  }

  /** Puts the x-th pixel of the row to a place. */
  private void store(int at, int x) {
    int channels = header.channels();
    if (palette != null) {
      int index = sample(x);
      if (index >= palette.size()) {
        throw new PictureException(
            String.format(
                "%s is damaged: it uses colour %d of a palette of %d.",
                name, index, palette.size()));
      }
      palette.set(at, index);
      return;
    }
    boolean opaque = transparent == null;
    for (int c = 0; c < channels; c++) {
      int value = sample(x * channels + c);
      opaque = opaque || value != transparent[c];
      planes[c].set(at, widen == null ? value : widen[value]);
    }
    if (keyAlpha != null) {
      keyAlpha.set(at, opaque ? 0xFFFF : 0);
    }
  }

  private int sample(int index) {
    int bits = header.bits();
    if (bits == 8) {
      return row[index] & 0xFF;
    }
    if (bits == 16) {
      return (row[2 * index] & 0xFF) << 8 | row[2 * index + 1] & 0xFF;
    }
    int bit = index * bits;
    return (row[bit >> 3] & 0xFF) >> (8 - bits - (bit & 7)) & (1 << bits) - 1;
  }
}
