package io.github.resshift.image;

import java.util.ArrayList;
import java.util.List;

/**
 * How a JPEG file is built (ITU-T T.81, annex B), as far as it is there: frame, tables, scans and
 * where the picture ends.
 */
final class JpegStructure {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int DHT = 0xC4;
  private static final int DRI = 0xDD;
  private static final int FIRST_RESTART = 0xD0;
  private static final int LAST_RESTART = 0xD7;
  private static final int COEFFICIENTS = 64;

  private final byte[] file;
  private final List<Scan> scans = new ArrayList<>();
  private final JpegCodeTable[] tables = new JpegCodeTable[32];
  private Component[] components = new Component[0];
  private int sof = -1;
  private int width;
  private int height;
  private int restart;
  private int end;
  private boolean ended;

  /** A channel: sampling factors, and the final bit of each coefficient that was sent, or -1. */
  record Component(int id, int across, int down, int[] bits) {}

  /**
   * A pass over some channels.
   *
   * @param from where its data starts in the file
   * @param to where it ends
   */
  record Scan(
      int from,
      int to,
      List<Component> components,
      JpegCodeTable[] dc,
      JpegCodeTable[] ac,
      int firstCoefficient,
      int lastCoefficient,
      boolean refines,
      int restart) {}

  private JpegStructure(byte[] file) {
    this.file = file;
    this.end = file.length;
  }

  /** Takes a file apart from {@code start}, where its first marker is. */
  static JpegStructure of(byte[] file, int start) {
    JpegStructure structure = new JpegStructure(file);
    structure.walk(start);
    return structure;
  }

  private void walk(int start) {
    int at = start;
    while (at + 1 < file.length) {
      if ((file[at] & 0xFF) != 0xFF) {
        return;
      }
      int marker = file[at + 1] & 0xFF;
      if (marker == 0xFF) {
        at++;
        continue;
      }
      if (marker == EOI) {
        ended = true;
        end = at + 2;
        return;
      }
      if (marker == SOI || marker >= FIRST_RESTART && marker <= LAST_RESTART || marker == 1) {
        at += 2;
        continue;
      }
      int data = at + 4;
      int next = at + 2 + (data > file.length ? 2 : word(at + 2));
      if (next < data || next > file.length) {
        return;
      }
      switch (marker) {
        case DHT -> huffman(data, next);
        case DRI -> restart = next - data >= 2 ? word(data) : 0;
        case SOS -> next = scan(data, next);
        default -> {
          boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC8 && marker != 0xCC;
          if (frame && sof < 0) {
            frame(marker, data, next);
          }
        }
      }
      at = next;
    }
  }

  private int word(int at) {
    return (file[at] & 0xFF) << 8 | file[at + 1] & 0xFF;
  }

  private void frame(int marker, int at, int to) {
    int count = to - at < 6 ? 0 : file[at + 5] & 0xFF;
    if (count < 1 || count > 4 || to - at < 6 + 3 * count) {
      return;
    }
    sof = marker;
    height = word(at + 1);
    width = word(at + 3);
    components = new Component[count];
    for (int c = 0; c < count; c++) {
      int entry = at + 6 + 3 * c;
      int[] bits = new int[COEFFICIENTS];
      java.util.Arrays.fill(bits, -1);
      int factors = file[entry + 1] & 0xFF;
      components[c] =
          new Component(
              file[entry] & 0xFF, Math.max(1, factors >> 4), Math.max(1, factors & 15), bits);
    }
  }

  private void huffman(int from, int to) {
    for (int at = from; at + 17 <= to; ) {
      int slot = file[at] & 0xFF;
      int count = 0;
      for (int i = 1; i <= 16; i++) {
        count += file[at + i] & 0xFF;
      }
      if (at + 17 + count > to) {
        return;
      }
      if ((slot & 0xEC) == 0) { // class 0 or 1, number 0 to 3
        tables[slot] = JpegCodeTable.of(file, at + 1, count);
      }
      at += 17 + count;
    }
  }

  /** Gives where the marker behind the scan's data is. */
  private int scan(int at, int data) {
    int to = dataEnd(data);
    int count = file[at] & 0xFF;
    if (count < 1 || count > 4 || data - at < 4 + 2 * count) {
      return to;
    }
    List<Component> scanned = new ArrayList<>();
    JpegCodeTable[] dc = new JpegCodeTable[count];
    JpegCodeTable[] ac = new JpegCodeTable[count];
    for (int c = 0; c < count; c++) {
      int id = file[at + 1 + 2 * c] & 0xFF;
      int slots = file[at + 2 + 2 * c] & 0xFF;
      for (Component component : components) {
        if (component.id == id) {
          scanned.add(component);
        }
      }
      dc[c] = tables[slots >> 4 & 3];
      ac[c] = tables[16 | slots & 3];
    }
    if (scanned.size() != count) {
      return to;
    }
    int parameters = at + 1 + 2 * count;
    int first = file[parameters] & 63;
    int last = progressive() ? file[parameters + 1] & 63 : 63;
    int high = file[parameters + 2] >> 4 & 15;
    int low = progressive() ? file[parameters + 2] & 15 : 0;
    for (Component component : scanned) {
      for (int k = first; k <= last; k++) {
        component.bits[k] = low;
      }
    }
    scans.add(new Scan(data, to, scanned, dc, ac, first, last, progressive() && high > 0, restart));
    return to;
  }

  /** A zero behind the byte that starts markers makes it data. */
  private int dataEnd(int from) {
    int at = from;
    while (at + 1 < file.length) {
      int next = file[at + 1] & 0xFF;
      boolean marker = (file[at] & 0xFF) == 0xFF;
      if (marker && next != 0 && next != 0xFF && (next < FIRST_RESTART || next > LAST_RESTART)) {
        return at;
      }
      at++;
    }
    return file.length;
  }

  /** Whether there is the marker that ends the picture. */
  boolean ended() {
    return ended;
  }

  /** Where the file goes on behind the picture. */
  int end() {
    return end;
  }

  boolean progressive() {
    return sof == 0xC2;
  }

  /** Whether each coefficient of each channel was sent to its last bit, at least in part. */
  boolean announced() {
    for (Component component : components) {
      for (int bits : component.bits) {
        if (bits != 0) {
          return false;
        }
      }
    }
    return components.length > 0;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Rows of pixels that all channels have, at least coarsely; -1 if that cannot be counted. */
  int rows() {
    if (components.length == 0 || sof > 0xC2) {
      return -1;
    }
    int tallest = 1;
    int widest = 1;
    for (Component component : components) {
      tallest = Math.max(tallest, component.down);
      widest = Math.max(widest, component.across);
    }
    int rows = height;
    for (Component component : components) {
      int own = 0;
      for (Scan scan : scans) {
        if (scan.components.contains(component) && scan.firstCoefficient == 0 && !scan.refines) {
          own = Math.max(own, new JpegCount(file, scan, this, widest, tallest).rows());
        }
      }
      rows = Math.min(rows, own);
    }
    return rows;
  }
}
