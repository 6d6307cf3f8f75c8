package io.github.resshift.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageInputStreamImpl;

/** A file that is longer than it is: what is missing at its end reads as gray. */
final class PaddedInput extends ImageInputStreamImpl {
  private static final byte GRAY = (byte) 0x80;

  private final ImageInputStream file;
  private final long length;
  private final long added;

  private PaddedInput(ImageInputStream file, long length, long added) {
    this.file = file;
    this.length = length;
    this.added = added;
  }

  /**
   * The file as it is, or with what is missing of its samples, which a note says.
   *
   * @param end where the samples should end
   */
  static ImageInputStream of(String name, ImageInputStream file, long end, Consumer<String> notes)
      throws IOException {
    long length = file.length();
    if (end <= length || length < 1) {
      return file;
    }
    notes.accept(
        String.format(
            Locale.ROOT,
            "%s: it ends too early; %d of its %d bytes are there (%.1f %%), the rest of the picture"
                + " is gray",
            name,
            length,
            end,
            Math.floor(1000.0 * length / end) / 10));
    return new PaddedInput(file, length, end - length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int count) throws IOException {
    checkClosed();
    bitOffset = 0;
    int n;
    if (streamPos < length) {
      file.seek(streamPos);
      n = file.read(to, offset, count);
    } else {
      n = (int) Math.min(count, length + added - streamPos);
      if (n <= 0) {
        return -1;
      }
      Arrays.fill(to, offset, offset + n, GRAY);
    }
    streamPos += Math.max(n, 0);
    return n;
  }

  @Override
  public long length() {
    return length + added;
  }
}
