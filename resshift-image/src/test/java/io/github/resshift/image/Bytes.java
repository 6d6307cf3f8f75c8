package io.github.resshift.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Files in memory for tests, and what is put into them. */
final class Bytes {
  private Bytes() {}

  /** A picture as a file. */
  static byte[] of(Path folder, Picture picture, PictureFormat format) {
    Path file = folder.resolve("bytes." + format.suffix());
    PictureWriter.write(picture, file, format, 95);
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A PNG file with other chunks behind its header, and without that which says sRGB. */
  static byte[] png(byte[] png, Object... typesAndData) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(png, 0, 33);
    for (int i = 0; i < typesAndData.length; i += 2) {
      out.writeBytes(chunk((String) typesAndData[i], (byte[]) typesAndData[i + 1]));
    }
    ByteBuffer in = ByteBuffer.wrap(png);
    for (int at = 33; at < png.length; ) {
      int length = 12 + in.getInt(at);
      if (!new String(png, at + 4, 4, StandardCharsets.US_ASCII).equals("sRGB")) {
        out.write(png, at, length);
      }
      at += length;
    }
    return out.toByteArray();
  }

  static byte[] chunk(String type, byte[] data) {
    ByteBuffer out = ByteBuffer.allocate(12 + data.length).putInt(data.length);
    out.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(out.array(), 4, 4 + data.length);
    return out.putInt((int) crc.getValue()).array();
  }

  /** A JPEG file with another segment behind its first marker. */
  static byte[] jpeg(byte[] jpeg, int marker, String head, byte[] data) {
    byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + 4 + start.length + data.length);
    out.put(jpeg, 0, 2).put((byte) 0xFF).put((byte) marker);
    out.putShort((short) (2 + start.length + data.length)).put(start).put(data);
    return out.put(jpeg, 2, jpeg.length - 2).array();
  }

  static byte[] ints(int... numbers) {
    ByteBuffer out = ByteBuffer.allocate(4 * numbers.length);
    for (int number : numbers) {
      out.putInt(number);
    }
    return out.array();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
