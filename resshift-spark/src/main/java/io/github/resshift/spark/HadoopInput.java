package io.github.resshift.spark;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;
import org.apache.hadoop.fs.FSDataInputStream;

/** A file of a Hadoop file system as the input of a decoder. Used by one thread. */
final class HadoopInput extends ImageInputStreamImpl {
  private static final int BUFFER = 1 << 16;

  private final FSDataInputStream in;
  private final long length;
  private final byte[] buffer = new byte[BUFFER];

  /** Place in the file of the buffer's first byte. */
  private long bufferAt;

  private int filled;

  HadoopInput(FSDataInputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  /** Sees to it that the byte at the present place is in the buffer; false at the end. */
  private boolean fill() throws IOException {
    if (streamPos >= bufferAt && streamPos < bufferAt + filled) {
      return true;
    }
    bufferAt = streamPos;
    filled = 0;
    if (streamPos >= length) {
      return false;
    }
    int wanted = (int) Math.min(BUFFER, length - streamPos);
    in.readFully(streamPos, buffer, 0, wanted);
    filled = wanted;
    return true;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    return fill() ? buffer[(int) (streamPos++ - bufferAt)] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (count == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int from = (int) (streamPos - bufferAt);
    int taken = Math.min(count, filled - from);
    System.arraycopy(buffer, from, target, offset, taken);
    streamPos += taken;
    return taken;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void close() throws IOException {
    super.close();
    in.close();
  }
}
