package io.github.resshift.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.InflaterInputStream;
import javax.imageio.stream.ImageInputStream;

/** The chunks of a PNG file that describe the picture. */
final class PngMetadata {
  static final String XMP = "XML:com.adobe.xmp";

  /** Profiles as text in hexadecimal digits, as ImageMagick and exiftool have them. */
  private static final String RAW = "Raw profile type ";

  static final String RAW_IPTC = RAW + "iptc";

  /** Text that unpacks to more is not used. */
  private static final int MAX_UNPACKED = 4 << 20;

  private PngMetadata() {}

  static void read(ImageInputStream in, MetadataBlocks blocks) throws IOException {
    in.seek(ContentType.PNG_SIGNATURE_BYTES);
    while (true) {
      long length = in.readUnsignedInt();
      byte[] tag = new byte[4];
      in.readFully(tag);
      String type = new String(tag, StandardCharsets.ISO_8859_1);
      long end = in.getStreamPosition() + length + 4;
      if (type.equals("IEND")) {
        return;
      }
      if (length <= MetadataReader.MAX_BLOCK) {
        switch (type) {
          case "eXIf" -> blocks.exif(MetadataReader.bytes(in, (int) length));
          case "pHYs" -> density(MetadataReader.bytes(in, (int) length), blocks);
          case "iTXt", "zTXt", "tEXt" -> text(type, MetadataReader.bytes(in, (int) length), blocks);
          default -> {}
        }
      }
      in.seek(end);
    }
  }

  private static void density(byte[] data, MetadataBlocks blocks) {
    if (data.length == 9 && data[8] == 1) {
      ByteBuffer in = ByteBuffer.wrap(data);
      blocks.density(in.getInt(0) / 100.0, in.getInt(4) / 100.0, true);
    }
  }

  /** Keyword, 0, then for iTXt: compressed?, method, language, 0, translation, 0, text. */
  private static void text(String type, byte[] data, MetadataBlocks blocks) throws IOException {
    int end = zero(data, 0);
    String keyword = new String(data, 0, end, StandardCharsets.ISO_8859_1);
    if (type.equals("iTXt") && keyword.equals(XMP) && end + 3 < data.length) {
      int from = Math.min(zero(data, zero(data, end + 3) + 1) + 1, data.length);
      byte[] rest = Arrays.copyOfRange(data, from, data.length);
      blocks.xmp(data[end + 1] == 1 ? unpack(rest) : rest);
    } else if (keyword.startsWith(RAW) && end + 2 < data.length) {
      byte[] profile =
          type.equals("zTXt")
              ? raw(unpack(Arrays.copyOfRange(data, end + 2, data.length)))
              : raw(Arrays.copyOfRange(data, end + 1, data.length));
      switch (keyword.substring(RAW.length())) {
        case "iptc" -> blocks.iptc(iptc(profile));
        case "exif", "APP1" -> rawApp1(profile, blocks);
        case "xmp" -> blocks.xmp(profile);
        default -> {}
      }
    }
  }

  private static void rawApp1(byte[] data, MetadataBlocks blocks) {
    byte[] xmp = JpegMetadata.XMP.getBytes(StandardCharsets.ISO_8859_1);
    if (data.length > xmp.length && Arrays.equals(data, 0, xmp.length, xmp, 0, xmp.length)) {
      blocks.xmp(Arrays.copyOfRange(data, xmp.length, data.length));
    } else {
      blocks.exif(data);
    }
  }

  /** The records themselves, or wrapped as a resource of Photoshop. */
  private static byte[] iptc(byte[] data) {
    byte[] unwrapped = JpegMetadata.iptc(data);
    return unwrapped != null ? unwrapped : data;
  }

  private static int zero(byte[] data, int from) {
    int at = from;
    while (at < data.length && data[at] != 0) {
      at++;
    }
    return at;
  }

  private static byte[] unpack(byte[] packed) throws IOException {
    try (var in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      byte[] data = in.readNBytes(MAX_UNPACKED + 1);
      return data.length > MAX_UNPACKED ? new byte[0] : data;
    }
  }

  /** A line with the kind, one with its length, hexadecimal digits in lines. */
  private static byte[] raw(byte[] text) {
    String[] parts = new String(text, StandardCharsets.ISO_8859_1).strip().split("\n", 3);
    return parts.length < 3 ? new byte[0] : HexFormat.of().parseHex(parts[2].replaceAll("\\s", ""));
  }
}
