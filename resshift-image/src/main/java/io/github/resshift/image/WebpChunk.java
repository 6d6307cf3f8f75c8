package io.github.resshift.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A chunk of a WebP file's container (RFC 9649).
 *
 * @param type four letters
 */
record WebpChunk(String type, byte[] data) {
  private static final int HEADER = 8;

  /** More chunks are no picture. */
  private static final int MAX_CHUNKS = 100_000;

  /**
   * The chunks between two positions; what is left over behind the last whole one is ignored.
   *
   * @throws PictureException if a chunk reaches beyond the end
   */
  static List<WebpChunk> split(String name, byte[] bytes, int from, int to) {
    ByteBuffer in = buffer(bytes);
    List<WebpChunk> chunks = new ArrayList<>();
    for (int at = from; to - at >= HEADER; ) {
      long length = Integer.toUnsignedLong(in.getInt(at + 4));
      if (length > to - at - HEADER || chunks.size() == MAX_CHUNKS) {
        throw new PictureException(name + " is damaged: a WebP chunk has a wrong length.");
      }
      String type = new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
      int start = at + HEADER;
      chunks.add(new WebpChunk(type, Arrays.copyOfRange(bytes, start, start + (int) length)));
      at = (int) Math.min(to, start + length + (length & 1));
    }
    return chunks;
  }

  /** The chunk that an extended file starts with. */
  static WebpChunk extended(int flags, int width, int height) {
    ByteBuffer data = buffer(new byte[10]).putInt(flags);
    put24(data, width - 1);
    put24(data, height - 1);
    return new WebpChunk("VP8X", data.array());
  }

  private static void put24(ByteBuffer out, int value) {
    out.putShort((short) value).put((byte) (value >> 16));
  }

  /** A whole file of these chunks. */
  static byte[] file(List<WebpChunk> chunks) {
    int size = 4;
    for (WebpChunk chunk : chunks) {
      size = Math.addExact(size, HEADER + chunk.data.length + (chunk.data.length & 1));
    }
    ByteBuffer out = buffer(new byte[Math.addExact(size, HEADER)]);
    out.put(latin("RIFF")).putInt(size).put(latin("WEBP"));
    for (WebpChunk chunk : chunks) {
      out.put(latin(chunk.type)).putInt(chunk.data.length).put(chunk.data);
      if ((chunk.data.length & 1) == 1) {
        out.put((byte) 0);
      }
    }
    return out.array();
  }

  /**
   * The data as numbers.
   *
   * @throws PictureException if there are fewer bytes than {@code least}
   */
  ByteBuffer buffer(int least, String name) {
    if (data.length < least) {
      throw new PictureException(
          name + " is damaged: its " + type.strip() + " chunk is too short.");
    }
    return buffer(data);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
