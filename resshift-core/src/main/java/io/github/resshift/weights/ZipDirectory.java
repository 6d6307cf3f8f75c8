package io.github.resshift.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The table of contents of a zip file (APPNOTE 6.3, sections 4.3 and 4.5), with what {@code
 * java.util.zip} keeps to itself: where in the file the bytes of an entry lie, so that they can be
 * mapped. Immutable.
 */
final class ZipDirectory {
  static final int LOCAL_HEADER = 0x04034b50;
  static final int CENTRAL_HEADER = 0x02014b50;
  static final int END = 0x06054b50;
  static final int END_64 = 0x06064b50;
  static final int LOCATOR_64 = 0x07064b50;
  static final int LOCAL_HEADER_BYTES = 30;
  static final int CENTRAL_HEADER_BYTES = 46;
  static final int END_BYTES = 22;
  static final int END_64_BYTES = 56;
  static final int LOCATOR_64_BYTES = 20;
  static final int EXTRA_64 = 0x0001;
  static final long MAX_32 = 0xFFFFFFFFL;
  static final int MAX_16 = 0xFFFF;

  private static final int MAX_DIRECTORY_BYTES = 64 << 20;
  private static final int ENCRYPTED = 1;

  /**
   * One file of the archive.
   *
   * @param begin position of its first byte in the zip file
   * @param length stored bytes
   * @param crc CRC-32 of its content
   */
  record Entry(String name, long begin, long length, long crc) {}

  private final Map<String, Entry> entries;

  private ZipDirectory(Map<String, Entry> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** Entries by name, in directory order. */
  Map<String, Entry> entries() {
    return entries;
  }

  /**
   * Reads the directory and every local header, and checks that all entries lie in the file.
   *
   * @throws CheckpointException if the file is cut, damaged, compressed or encrypted
   */
  static ZipDirectory read(String origin, FileChannel channel) throws IOException {
    try {
      return new ZipDirectory(new Reader(channel).entries());
    } catch (EOFException | IllegalArgumentException e) {
      String why = e.getMessage() == null ? "its zip container is cut short" : e.getMessage();
      throw RestrictedUnpickler.damaged(origin, why);
    }
  }

  private static final class Reader {
    private final FileChannel channel;
    private final long size;

    Reader(FileChannel channel) throws IOException {
      this.channel = channel;
      this.size = channel.size();
    }

    Map<String, Entry> entries() throws IOException {
      ByteBuffer end = at(findEnd(), END_BYTES);
      long count = end.getShort(10) & MAX_16;
      long length = end.getInt(12) & MAX_32;
      long start = end.getInt(16) & MAX_32;
      if (count == MAX_16 || length == MAX_32 || start == MAX_32) {
        ByteBuffer end64 = findEnd64();
        count = end64.getLong(32);
        length = end64.getLong(40);
        start = end64.getLong(48);
      }
      require(length >= 0 && length <= MAX_DIRECTORY_BYTES, "its zip directory is too large");
      ByteBuffer directory = at(start, (int) length);
      Map<String, Entry> entries = new LinkedHashMap<>();
      while (directory.remaining() >= CENTRAL_HEADER_BYTES) {
        Entry entry = entry(directory, start);
        require(entries.put(entry.name(), entry) == null, "a name is twice in its zip directory");
      }
      require(
          !directory.hasRemaining() && entries.size() == count,
          "its zip directory does not have as many entries as it says");
      return entries;
    }

    /** The end record is the last thing in the file but for its own comment. */
    private long findEnd() throws IOException {
      int tail = (int) Math.min(size, END_BYTES + MAX_16);
      ByteBuffer bytes = at(size - tail, tail);
      for (int i = tail - END_BYTES; i >= 0; i--) {
        if (bytes.getInt(i) == END && (bytes.getShort(i + 20) & MAX_16) == tail - END_BYTES - i) {
          return size - tail + i;
        }
      }
      throw new IllegalArgumentException("its zip container has no end");
    }

    private ByteBuffer findEnd64() throws IOException {
      ByteBuffer locator = at(findEnd() - LOCATOR_64_BYTES, LOCATOR_64_BYTES);
      require(locator.getInt(0) == LOCATOR_64, "its zip container has no 64-bit end");
      ByteBuffer end64 = at(locator.getLong(8), END_64_BYTES);
      require(end64.getInt(0) == END_64, "its zip container has no 64-bit end");
      return end64;
    }

    private Entry entry(ByteBuffer directory, long directoryStart) throws IOException {
      int base = directory.position();
      require(directory.getInt(base) == CENTRAL_HEADER, "its zip directory is damaged");
      int nameLength = directory.getShort(base + 28) & MAX_16;
      int extraLength = directory.getShort(base + 30) & MAX_16;
      int commentLength = directory.getShort(base + 32) & MAX_16;
      directory.position(base + CENTRAL_HEADER_BYTES);
      require(
          directory.remaining() >= nameLength + extraLength + commentLength,
          "its zip directory is cut short");
      byte[] nameBytes = new byte[nameLength];
      directory.get(nameBytes);
      String name = new String(nameBytes, StandardCharsets.UTF_8);
      ByteBuffer extra = directory.slice(directory.position(), extraLength);
      extra.order(ByteOrder.LITTLE_ENDIAN);
      directory.position(directory.position() + extraLength + commentLength);

      require((directory.getShort(base + 8) & ENCRYPTED) == 0, "its zip container is encrypted");
      require(
          directory.getShort(base + 10) == 0,
          "its zip container is compressed, which torch.save never does");
      long stored = directory.getInt(base + 20) & MAX_32;
      long length = directory.getInt(base + 24) & MAX_32;
      long header = directory.getInt(base + 42) & MAX_32;
      if (stored == MAX_32 || length == MAX_32 || header == MAX_32) {
        ByteBuffer wide = wideFields(extra);
        length = length == MAX_32 ? next(wide) : length;
        stored = stored == MAX_32 ? next(wide) : stored;
        header = header == MAX_32 ? next(wide) : header;
      }
      require(stored == length, "an entry of its zip container has two lengths");
      long begin = dataBegin(header, nameBytes);
      require(
          length >= 0 && length <= directoryStart - begin,
          "an entry of its zip container reaches beyond the end");
      return new Entry(name, begin, length, directory.getInt(base + 16) & MAX_32);
    }

    /** The local header repeats the name and has its own padding before the data. */
    private long dataBegin(long header, byte[] name) throws IOException {
      ByteBuffer local = at(header, LOCAL_HEADER_BYTES);
      int nameLength = local.getShort(26) & MAX_16;
      require(
          local.getInt(0) == LOCAL_HEADER
              && nameLength == name.length
              && at(header + LOCAL_HEADER_BYTES, nameLength).equals(ByteBuffer.wrap(name)),
          "an entry of its zip container is not where the directory says");
      return header + LOCAL_HEADER_BYTES + nameLength + (local.getShort(28) & MAX_16);
    }

    private static ByteBuffer wideFields(ByteBuffer extra) {
      while (extra.remaining() >= 4) {
        int id = extra.getShort() & MAX_16;
        int length = extra.getShort() & MAX_16;
        require(length <= extra.remaining(), "its zip directory is damaged");
        if (id == EXTRA_64) {
          extra.limit(extra.position() + length);
          return extra;
        }
        extra.position(extra.position() + length);
      }
      throw new IllegalArgumentException("its zip directory lacks a 64-bit size");
    }

    private static long next(ByteBuffer wide) {
      require(wide.remaining() >= Long.BYTES, "its zip directory lacks a 64-bit size");
      return wide.getLong();
    }

    private ByteBuffer at(long position, int length) throws IOException {
      if (position < 0 || length < 0 || position > size - length) {
        throw new EOFException();
      }
      ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, position + bytes.position()) < 0) {
          throw new EOFException();
        }
      }
      return bytes.flip();
    }

    private static void require(boolean condition, String why) {
      if (!condition) {
        throw new IllegalArgumentException(why);
      }
    }
  }
}
