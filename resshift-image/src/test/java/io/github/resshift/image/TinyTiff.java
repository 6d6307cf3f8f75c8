package io.github.resshift.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;

/** Writes TIFF files (also BigTIFF) tag by tag for tests. */
final class TinyTiff {
  static final int ASCII = 2;
  static final int SHORT = 3;
  static final int LONG = 4;
  static final int RATIONAL = 5;
  private static final int DATA = 273;
  private static final int BELOW = 330;

  /** Where samples start that stand behind the directory. */
  private static final int FRONT = 1024;

  private final boolean big;
  private final SortedMap<Integer, Value> tags = new TreeMap<>();
  private final List<byte[]> strips = new ArrayList<>();
  private final List<TinyTiff> below = new ArrayList<>();
  private final SortedMap<Integer, TinyTiff> subs = new TreeMap<>();
  private TinyTiff next;
  private boolean front;

  private record Value(int type, long[] numbers) {}

  TinyTiff() {
    this(false);
  }

  TinyTiff(boolean big) {
    this.big = big;
  }

  /** A picture of 8 or 16 bits a sample in strips of {@code rows} rows. */
  static TinyTiff picture(
      int width, int height, int photometric, int bits, int samples, int rows, byte[] data) {
    return new TinyTiff().image(width, height, photometric, bits, samples, rows, data);
  }

  TinyTiff image(
      int width, int height, int photometric, int bits, int samples, int rows, byte[] data) {
    long[] depth = new long[samples];
    Arrays.fill(depth, bits);
    int rowBytes = width * samples * bits / 8;
    for (int y = 0; y < height; y += rows) {
      strips.add(Arrays.copyOfRange(data, y * rowBytes, Math.min(height, y + rows) * rowBytes));
    }
    return tag(256, LONG, width)
        .tag(257, LONG, height)
        .tag(258, SHORT, depth)
        .tag(259, SHORT, 1)
        .tag(262, SHORT, photometric)
        .tag(277, SHORT, samples)
        .tag(278, LONG, rows);
  }

  /** Packs the strips. */
  TinyTiff deflated() {
    for (int i = 0; i < strips.size(); i++) {
      var packed = new ByteArrayOutputStream();
      try (var out = new DeflaterOutputStream(packed)) {
        out.write(strips.get(i));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      strips.set(i, packed.toByteArray());
    }
    return tag(259, SHORT, 8);
  }

  /** The directory stands before the samples, so that a file that is cut off has it. */
  TinyTiff front() {
    front = true;
    return this;
  }

  TinyTiff tag(int number, int type, long... numbers) {
    tags.put(number, new Value(type, numbers));
    return this;
  }

  TinyTiff text(int number, String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
    long[] numbers = new long[bytes.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = bytes[i];
    }
    return tag(number, ASCII, numbers);
  }

  /** A directory in SubIFDs. */
  TinyTiff below(TinyTiff directory) {
    below.add(directory);
    return this;
  }

  /** A directory that a tag points to, such as that of the camera. */
  TinyTiff sub(int number, TinyTiff directory) {
    subs.put(number, directory);
    return this;
  }

  /** A directory behind this one. */
  TinyTiff next(TinyTiff directory) {
    next = directory;
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int head = big ? 16 : 8;
    out.writeBytes(new byte[head]);
    long first = write(out);
    ByteBuffer file = ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'I').put((byte) 'I').putShort((short) (big ? 43 : 42));
    if (big) {
      file.putShort((short) 8).putShort((short) 0).putLong(first);
    } else {
      file.putInt((int) first);
    }
    return file.array();
  }

  /** Data first, the directory behind it; gives where that is. */
  private long write(ByteArrayOutputStream out) {
    if (!strips.isEmpty()) {
      long[] places = new long[strips.size()];
      long[] lengths = new long[strips.size()];
      long start = front ? FRONT : out.size();
      for (int i = 0; i < places.length; i++) {
        places[i] = start;
        start += strips.get(i).length;
        lengths[i] = strips.get(i).length;
        if (!front) {
          out.writeBytes(strips.get(i));
        }
      }
      tag(DATA, LONG, places).tag(279, LONG, lengths);
    }
    if (!below.isEmpty()) {
      tag(BELOW, LONG, below.stream().mapToLong(directory -> directory.write(out)).toArray());
    }
    subs.forEach((number, directory) -> tag(number, LONG, directory.write(out)));
    long following = next == null ? 0 : next.write(out);
    int room = big ? 8 : 4;
    ByteBuffer table =
        ByteBuffer.allocate((big ? 8 : 2) + tags.size() * (big ? 20 : 12) + room)
            .order(ByteOrder.LITTLE_ENDIAN);
    if (big) {
      table.putLong(tags.size());
    } else {
      table.putShort((short) tags.size());
    }
    tags.forEach(
        (number, value) -> {
          byte[] stored = stored(value);
          int count = value.type == RATIONAL ? value.numbers.length / 2 : value.numbers.length;
          table.putShort((short) (int) number).putShort((short) value.type);
          long place = out.size();
          if (big) {
            table.putLong(count);
          } else {
            table.putInt(count);
          }
          if (stored.length <= room) {
            table.put(Arrays.copyOf(stored, room));
            return;
          }
          out.writeBytes(stored);
          if (big) {
            table.putLong(place);
          } else {
            table.putInt((int) place);
          }
        });
    if (big) {
      table.putLong(following);
    } else {
      table.putInt((int) following);
    }
    long at = out.size();
    out.writeBytes(table.array());
    if (front) {
      out.writeBytes(new byte[FRONT - out.size()]);
      strips.forEach(out::writeBytes);
    }
    return at;
  }

  private static byte[] stored(Value value) {
    int bytes = value.type == SHORT ? 2 : value.type == ASCII || value.type == 1 ? 1 : 4;
    ByteBuffer out =
        ByteBuffer.allocate(bytes * value.numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long number : value.numbers) {
      switch (bytes) {
        case 1 -> out.put((byte) number);
        case 2 -> out.putShort((short) number);
        default -> out.putInt((int) number);
      }
    }
    return out.array();
  }
}
