package io.github.resshift.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Writes a zip file of stored entries whose data begins at multiples of 64 bytes, so that readers
 * can map it (APPNOTE 6.3, sections 4.3 and 4.5). Used by one thread.
 */
final class ZipWriter {
  private static final int ALIGNMENT = 64;
  private static final int EXTRA_HEADER_BYTES = 4;
  private static final int WIDE_SIZES_BYTES = 16;
  private static final int EXTRA_PADDING = 0x4246;
  private static final int UTF8_NAMES = 0x800;
  private static final int VERSION = 20;
  private static final int VERSION_64 = 45;
  private static final int FIRST_OF_1980 = 0x21;
  private static final int CRC_AT = 14;

  /**
   * From where on the 64-bit fields are used.
   *
   * @param bytes first length or position that needs them
   * @param entries first number of entries that needs them
   */
  record Limits(long bytes, int entries) {
    /** What the format demands. */
    static final Limits STANDARD = new Limits(ZipDirectory.MAX_32, ZipDirectory.MAX_16);
  }

  /** Content of an entry, in pieces. */
  interface Body {
    void writeTo(NativeBytes.Sink sink) throws IOException;
  }

  private final FileChannel channel;
  private final Limits limits;
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private int entries;

  ZipWriter(FileChannel channel, Limits limits) {
    this.channel = channel;
    this.limits = limits;
  }

  void add(String name, byte[] content) throws IOException {
    add(name, content.length, sink -> sink.accept(ByteBuffer.wrap(content)));
  }

  /**
   * Appends an entry.
   *
   * @param length exactly what {@code body} writes
   */
  void add(String name, long length, Body body) throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    long header = channel.position();
    boolean wide = length >= limits.bytes();
    writeFully(localHeader(nameBytes, length, wide, header));
    long begin = channel.position();
    CRC32 crc = new CRC32();
    body.writeTo(
        piece -> {
          crc.update(piece.duplicate());
          writeFully(piece);
        });
    if (channel.position() - begin != length) {
      throw new IllegalStateException("entry " + name + " is not " + length + " bytes long");
    }
    ByteBuffer crcField = little(Integer.BYTES).putInt(0, (int) crc.getValue());
    for (long at = header + CRC_AT; crcField.hasRemaining(); ) {
      at += channel.write(crcField, at);
    }
    directory.writeBytes(centralHeader(nameBytes, length, header, crc.getValue()).array());
    entries++;
  }

  /** Writes the directory; nothing may follow. */
  void finish() throws IOException {
    long start = channel.position();
    long length = directory.size();
    writeFully(ByteBuffer.wrap(directory.toByteArray()));
    boolean wide = entries >= limits.entries() || start + length >= limits.bytes();
    if (wide) {
      long end64 = channel.position();
      writeFully(
          little(ZipDirectory.END_64_BYTES + ZipDirectory.LOCATOR_64_BYTES)
              .putInt(ZipDirectory.END_64)
              .putLong(ZipDirectory.END_64_BYTES - 12L)
              .putShort((short) VERSION_64)
              .putShort((short) VERSION_64)
              .putInt(0)
              .putInt(0)
              .putLong(entries)
              .putLong(entries)
              .putLong(length)
              .putLong(start)
              .putInt(ZipDirectory.LOCATOR_64)
              .putInt(0)
              .putLong(end64)
              .putInt(1)
              .flip());
    }
    short count = (short) (wide ? ZipDirectory.MAX_16 : entries);
    writeFully(
        little(ZipDirectory.END_BYTES)
            .putInt(ZipDirectory.END)
            .putInt(0)
            .putShort(count)
            .putShort(count)
            .putInt((int) (wide ? ZipDirectory.MAX_32 : length))
            .putInt((int) (wide ? ZipDirectory.MAX_32 : start))
            .putShort((short) 0)
            .flip());
  }

  private static ByteBuffer localHeader(byte[] name, long length, boolean wide, long position) {
    int fixed =
        ZipDirectory.LOCAL_HEADER_BYTES
            + name.length
            + (wide ? EXTRA_HEADER_BYTES + WIDE_SIZES_BYTES : 0)
            + EXTRA_HEADER_BYTES;
    int padding = (int) Math.floorMod(-(position + fixed), (long) ALIGNMENT);
    ByteBuffer out = little(fixed + padding);
    out.putInt(ZipDirectory.LOCAL_HEADER);
    common(out, wide, 0, wide ? ZipDirectory.MAX_32 : length);
    out.putShort((short) name.length);
    out.putShort((short) (out.capacity() - ZipDirectory.LOCAL_HEADER_BYTES - name.length));
    out.put(name);
    if (wide) {
      out.putShort((short) ZipDirectory.EXTRA_64).putShort((short) WIDE_SIZES_BYTES);
      out.putLong(length).putLong(length);
    }
    out.putShort((short) EXTRA_PADDING).putShort((short) padding);
    return out.clear();
  }

  private ByteBuffer centralHeader(byte[] name, long length, long header, long crc) {
    boolean wide = length >= limits.bytes();
    boolean far = header >= limits.bytes();
    int fields = (wide ? WIDE_SIZES_BYTES : 0) + (far ? Long.BYTES : 0);
    int extra = fields == 0 ? 0 : EXTRA_HEADER_BYTES + fields;
    ByteBuffer out = little(ZipDirectory.CENTRAL_HEADER_BYTES + name.length + extra);
    out.putInt(ZipDirectory.CENTRAL_HEADER);
    out.putShort((short) VERSION_64);
    common(out, wide || far, crc, wide ? ZipDirectory.MAX_32 : length);
    out.putShort((short) name.length).putShort((short) extra);
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
    out.putInt((int) (far ? ZipDirectory.MAX_32 : header));
    out.put(name);
    if (extra > 0) {
      out.putShort((short) ZipDirectory.EXTRA_64).putShort((short) fields);
      if (wide) {
        out.putLong(length).putLong(length);
      }
      if (far) {
        out.putLong(header);
      }
    }
    return out.clear();
  }

  /** The fields that local and central headers share, from the version to the sizes. */
  private static void common(ByteBuffer out, boolean wide, long crc, long length) {
    out.putShort((short) (wide ? VERSION_64 : VERSION));
    out.putShort((short) UTF8_NAMES);
    out.putShort((short) 0); // stored
    out.putShort((short) 0).putShort((short) FIRST_OF_1980);
    out.putInt((int) crc);
    out.putInt((int) length).putInt((int) length);
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer little(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
