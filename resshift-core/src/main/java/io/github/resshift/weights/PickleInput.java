package io.github.resshift.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes of a file from a start to a limit, read in order. Used by one thread. */
final class PickleInput {
  private static final int BUFFER = 1 << 16;
  private static final int MAX_LINE = 512;

  private final FileChannel channel;
  private final long limit;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private long filePosition;

  PickleInput(FileChannel channel, long start, long limit) {
    this.channel = channel;
    this.filePosition = start;
    this.limit = limit;
    buffer.limit(0);
  }

  /** Position in the file of the next byte. */
  long position() {
    return filePosition - buffer.remaining();
  }

  /** Bytes left before the limit. */
  long remaining() {
    return limit - position();
  }

  int unsignedByte() throws IOException {
    need(1);
    return buffer.get() & 0xFF;
  }

  int unsignedShort() throws IOException {
    need(2);
    return buffer.getShort() & 0xFFFF;
  }

  int int32() throws IOException {
    need(4);
    return buffer.getInt();
  }

  long unsignedInt32() throws IOException {
    return int32() & 0xFFFFFFFFL;
  }

  long int64() throws IOException {
    need(8);
    return buffer.getLong();
  }

  /** An IEEE double, most significant byte first, as pickles store it. */
  double bigEndianDouble() throws IOException {
    return Double.longBitsToDouble(Long.reverseBytes(int64()));
  }

  /** The next {@code count} bytes; nothing is allocated unless they are there. */
  byte[] bytes(long count) throws IOException {
    if (count < 0 || count > remaining()) {
      throw new EOFException();
    }
    byte[] out = new byte[Math.toIntExact(count)];
    int done = 0;
    while (done < out.length) {
      need(1);
      int n = Math.min(buffer.remaining(), out.length - done);
      buffer.get(out, done, n);
      done += n;
    }
    return out;
  }

  /**
   * UTF-8 text of {@code count} bytes.
   *
   * @throws CharacterCodingException if it is not UTF-8
   */
  String text(long count) throws IOException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(count))).toString();
  }

  /** ASCII text up to a line feed, which is consumed. */
  String line() throws IOException {
    StringBuilder out = new StringBuilder();
    for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
      if (c < ' ' || c > '~' || out.length() == MAX_LINE) {
        throw new CharacterCodingException();
      }
      out.append((char) c);
    }
    return out.toString();
  }

  void skip(long count) throws IOException {
    if (count < 0 || count > remaining()) {
      throw new EOFException();
    }
    long target = position() + count;
    if (count <= buffer.remaining()) {
      buffer.position(buffer.position() + (int) count);
    } else {
      buffer.limit(0);
      filePosition = target;
    }
  }

  private void need(int count) throws IOException {
    if (remaining() < count) {
      throw new EOFException();
    }
    while (buffer.remaining() < count) {
      buffer.compact();
      buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + (limit - filePosition)));
      int n = channel.read(buffer, filePosition);
      buffer.flip();
      if (n <= 0) {
        throw new EOFException();
      }
      filePosition += n;
    }
  }
}
