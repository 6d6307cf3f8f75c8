package io.github.resshift.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/**
 * What a BMP file says beside its pixels.
 *
 * @param perMetreX pixels a metre, 0 or less for unknown
 * @param perMetreY pixels a metre, 0 or less for unknown
 * @param profileAt where an embedded colour profile starts in the file
 * @param profileBytes its length, 0 for none
 */
record BmpHeader(int perMetreX, int perMetreY, long profileAt, int profileBytes) {
  private static final int FILE_HEADER = 14;
  private static final int INFO_BYTES = 40;
  private static final int V5_BYTES = 124;
  private static final int BIT_FIELDS = 3;
  private static final int EMBEDDED = 0x4D424544; // "MBED"

  /** Changes the position and leaves the byte order as it is; a short header has neither. */
  static BmpHeader read(ImageInputStream in) throws IOException {
    in.seek(FILE_HEADER);
    ByteBuffer size = ByteBuffer.wrap(MetadataReader.bytes(in, 4)).order(ByteOrder.LITTLE_ENDIAN);
    int bytes = size.getInt();
    if (bytes < INFO_BYTES) {
      return new BmpHeader(0, 0, 0, 0);
    }
    in.seek(FILE_HEADER);
    ByteBuffer header =
        ByteBuffer.wrap(MetadataReader.bytes(in, Math.min(bytes, V5_BYTES)))
            .order(ByteOrder.LITTLE_ENDIAN);
    boolean embedded = header.capacity() == V5_BYTES && header.getInt(56) == EMBEDDED;
    return new BmpHeader(
        header.getInt(24),
        header.getInt(28),
        embedded ? FILE_HEADER + Integer.toUnsignedLong(header.getInt(112)) : 0,
        embedded ? header.getInt(116) : 0);
  }

  /** The profile's bytes, or null. */
  byte[] profile(ImageInputStream in) throws IOException {
    if (profileBytes <= 0 || profileBytes > MetadataReader.MAX_BLOCK) {
      return null;
    }
    in.seek(profileAt);
    return MetadataReader.bytes(in, profileBytes);
  }

  /** Where pixels that are not compressed end; 0 for others. */
  static long end(ImageInputStream in) throws IOException {
    in.seek(0);
    int bytes = FILE_HEADER + INFO_BYTES;
    if (in.length() < bytes) {
      return 0;
    }
    ByteBuffer file =
        ByteBuffer.wrap(MetadataReader.bytes(in, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    int compression = file.getInt(30);
    if (file.getInt(FILE_HEADER) < INFO_BYTES || compression != 0 && compression != BIT_FIELDS) {
      return 0;
    }
    long width = Math.max(0, file.getInt(18));
    long height = Math.abs((long) file.getInt(22));
    long row = (width * (file.getShort(28) & 0xFF) + 31) / 32 * 4;
    return Integer.toUnsignedLong(file.getInt(10)) + row * height;
  }
}
