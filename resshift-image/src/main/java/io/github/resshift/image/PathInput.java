package io.github.resshift.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file as the input of a decoder, opened by its path: the classes that come with Java want text,
 * which stands for no file where a name is no text. Used by one thread.
 */
final class PathInput extends ImageInputStreamImpl {
  private static final int BUFFER = 1 << 16;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);

  /** Place in the file of the buffer's first byte. */
  private long bufferAt;

  PathInput(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  /** Sees to it that the byte at the present place is in the buffer; false at the end. */
  private boolean fill() throws IOException {
    if (streamPos >= bufferAt && streamPos < bufferAt + buffer.limit()) {
      return true;
    }
    buffer.clear();
    bufferAt = streamPos;
    int count = channel.read(buffer, bufferAt);
    buffer.position(0).limit(Math.max(0, count));
    return count > 0;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    if (!fill()) {
      return -1;
    }
    return buffer.get((int) (streamPos++ - bufferAt)) & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int from = (int) (streamPos - bufferAt);
    int count = Math.min(length, buffer.limit() - from);
    buffer.get(from, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    try {
      return channel.size();
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    super.close();
    channel.close();
  }
}
