package io.github.resshift.image;

import java.io.IOException;
import java.util.SortedMap;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageInputStreamImpl;

/** A file some of whose bytes are replaced. Closing it leaves the file open. */
final class PatchedInput extends ImageInputStreamImpl {
  private final ImageInputStream file;
  private final SortedMap<Long, Byte> patches;

  PatchedInput(ImageInputStream file, SortedMap<Long, Byte> patches) {
    this.file = file;
    this.patches = patches;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    file.seek(streamPos);
    int n = file.read(to, offset, length);
    if (n > 0) {
      patches
          .subMap(streamPos, streamPos + n)
          .forEach((at, value) -> to[offset + (int) (at - streamPos)] = value);
      streamPos += n;
    }
    return n;
  }

  @Override
  public long length() {
    try {
      return file.length();
    } catch (IOException unknown) {
      return -1;
    }
  }
}
