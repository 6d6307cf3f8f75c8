package io.github.resshift.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** What comes with the picture of a JPEG file and is not in a result: it is said, not kept. */
final class JpegExtras {
  private static final String MULTI_PICTURE = "MPF\0";
  private static final String ISO_GAIN_MAP = "urn:iso:std:iso:ts:21496:-1\0";
  private static final int ENTRIES = 0xB002;
  private static final int ENTRY_BYTES = 16;
  private static final int MAX_PICTURES = 64;
  private static final int MAX_HEAD = 1 << 20;

  /** Larger copies of thumbnails, for television sets. */
  private static final int LARGE_THUMBNAIL = 0x01;

  private final byte[] file;
  private final Set<String> found = new LinkedHashSet<>();
  private int views;

  private JpegExtras(byte[] file) {
    this.file = file;
  }

  /**
   * Looks for all of it.
   *
   * @param notes takes what was found, without the file's name
   */
  static void report(byte[] file, Consumer<String> notes) {
    JpegExtras extras = new JpegExtras(file);
    JpegStructure first = JpegStructure.of(file, 0);
    int head = headEnd(file, 0);
    if (extras.contains("http://ns.adobe.com/hdr-gain-map/", 0, head)
        || extras.contains(ISO_GAIN_MAP, 0, head)) {
      extras.gainMap();
    }
    boolean listed = extras.listed(head);
    extras.behind(first.end(), !listed);
    if (extras.views > 0) {
      notes.accept(
          String.format(
              "only the first picture is used, the other %d in the file %s ignored",
              extras.views, extras.views == 1 ? "is" : "are"));
    }
    extras.found.forEach(notes);
  }

  private void gainMap() {
    found.add("its HDR gain map is not in the result, which is the picture of a normal display");
  }

  /** Where the segments in front of the image data end. */
  private static int headEnd(byte[] file, int start) {
    int at = start + 2;
    while (at + 4 <= file.length && (file[at] & 0xFF) == 0xFF && (file[at + 1] & 0xFF) != 0xDA) {
      boolean fill = (file[at + 1] & 0xFF) == 0xFF;
      at += fill ? 1 : 2 + ((file[at + 2] & 0xFF) << 8 | file[at + 3] & 0xFF);
    }
    return Math.min(Math.min(at, start + MAX_HEAD), file.length);
  }

  /** The index of CIPA DC-007; whether there is one. */
  private boolean listed(int head) {
    int mark = indexOf(MULTI_PICTURE, 0, head);
    if (mark < 0 || mark + 12 > head) {
      return false;
    }
    int base = mark + MULTI_PICTURE.length();
    ByteBuffer in = ByteBuffer.wrap(file, 0, head);
    in.order(file[base] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = base + Integer.toUnsignedLong(in.getInt(base + 4));
    if (directory + 2 > head) {
      return false;
    }
    int tags = in.getShort((int) directory) & 0xFFFF;
    for (int i = 0; i < tags; i++) {
      long entry = directory + 2 + 12L * i;
      if (entry + 12 > head) {
        return false;
      }
      if ((in.getShort((int) entry) & 0xFFFF) == ENTRIES) {
        long bytes = Integer.toUnsignedLong(in.getInt((int) entry + 4));
        long place = base + Integer.toUnsignedLong(in.getInt((int) entry + 8));
        return entries(in, base, place, Math.min(bytes / ENTRY_BYTES, MAX_PICTURES), head);
      }
    }
    return false;
  }

  private boolean entries(ByteBuffer in, int base, long place, long count, int head) {
    for (int i = 1; i < count; i++) {
      long entry = place + (long) i * ENTRY_BYTES;
      if (entry + ENTRY_BYTES > head) {
        return false;
      }
      int kind = in.getInt((int) entry) & 0xFFFFFF;
      long start = base + Integer.toUnsignedLong(in.getInt((int) entry + 8));
      if (kind >> 16 != LARGE_THUMBNAIL && start < file.length && starts((int) start)) {
        picture((int) start);
      }
    }
    return count > 1;
  }

  /** Pictures without an index, and films. */
  private void behind(int end, boolean pictures) {
    int at = end;
    while (at + 3 < file.length) {
      if (starts(at)) {
        JpegStructure next = JpegStructure.of(file, at);
        if (pictures && next.width() > 0) {
          picture(at);
        }
        at = Math.max(at + 2, next.end());
        continue;
      }
      if (at + 8 <= file.length && indexOf("ftyp", at + 4, at + 8) == at + 4) {
        found.add(
            "the video of "
                + (file.length - at)
                + " bytes behind it (a motion photo) is not in the result");
        return;
      }
      at++;
    }
  }

  private boolean starts(int at) {
    return at + 3 < file.length
        && (file[at] & 0xFF) == 0xFF
        && (file[at + 1] & 0xFF) == 0xD8
        && (file[at + 2] & 0xFF) == 0xFF;
  }

  private void picture(int start) {
    int head = headEnd(file, start);
    if (contains("hdr-gain-map", start, head)
        || contains("HDRGainMap", start, head)
        || contains(ISO_GAIN_MAP, start, head)) {
      gainMap();
    } else if (contains("depth", start, head) || contains("matte", start, head)) {
      found.add("its depth map is not in the result");
    } else {
      views++;
    }
  }

  private boolean contains(String text, int from, int to) {
    return indexOf(text, from, to) >= 0;
  }

  private int indexOf(String text, int from, int to) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = from; at + wanted.length <= Math.min(to, file.length); at++) {
      int i = 0;
      while (i < wanted.length && file[at + i] == wanted[i]) {
        i++;
      }
      if (i == wanted.length) {
        return at;
      }
    }
    return -1;
  }
}
