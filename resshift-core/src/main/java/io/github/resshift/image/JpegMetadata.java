package io.github.resshift.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;

/** The application segments in front of a JPEG file's image data. */
final class JpegMetadata {
  static final String EXIF = "Exif\0\0";
  static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
  static final String PHOTOSHOP = "Photoshop 3.0\0";
  private static final int SOS = 0xDA;
  private static final int RESOURCE_IPTC = 0x0404;

  private JpegMetadata() {}

  static void read(ImageInputStream in, MetadataBlocks blocks) throws IOException {
    in.seek(2);
    while (true) {
      int mark = in.readUnsignedByte();
      int marker = in.readUnsignedByte();
      while (marker == 0xFF) {
        marker = in.readUnsignedByte(); // fill bytes
      }
      if (mark != 0xFF || marker == SOS || marker == 0xD9) {
        return;
      }
      int length = in.readUnsignedShort() - 2;
      if (length < 0) {
        return;
      }
      if (marker == 0xE0 || marker == 0xE1 || marker == 0xED) {
        segment(marker, MetadataReader.bytes(in, length), blocks);
      } else {
        in.seek(in.getStreamPosition() + length);
      }
    }
  }

  private static void segment(int marker, byte[] data, MetadataBlocks blocks) {
    if (marker == 0xE0 && starts(data, "JFIF\0") && data.length >= 12) {
      int unit = data[7];
      if (unit == 1 || unit == 2) {
        blocks.density(number(data, 8), number(data, 10), unit == 2);
      }
    } else if (marker == 0xE1 && starts(data, EXIF)) {
      blocks.exif(data);
    } else if (marker == 0xE1 && starts(data, XMP)) {
      blocks.xmp(Arrays.copyOfRange(data, XMP.length(), data.length));
    } else if (marker == 0xED && starts(data, PHOTOSHOP)) {
      byte[] iptc = iptc(Arrays.copyOfRange(data, PHOTOSHOP.length(), data.length));
      if (iptc != null) {
        blocks.iptc(iptc);
      }
    }
  }

  /** The IPTC records among Photoshop's image resources, or null. */
  static byte[] iptc(byte[] resources) {
    int at = 0;
    while (at + 12 <= resources.length
        && new String(resources, at, 4, StandardCharsets.ISO_8859_1).equals("8BIM")) {
      int id = number(resources, at + 4);
      int nameLength = resources[at + 6] & 0xFF;
      int data = at + 7 + nameLength + (nameLength + 1 & 1);
      if (data + 4 > resources.length) {
        return null;
      }
      long length =
          Integer.toUnsignedLong(number(resources, data) << 16 | number(resources, data + 2));
      if (data + 4 + length > resources.length) {
        return null;
      }
      if (id == RESOURCE_IPTC) {
        return Arrays.copyOfRange(resources, data + 4, data + 4 + (int) length);
      }
      at = data + 4 + (int) length + (int) (length & 1);
    }
    return null;
  }

  private static int number(byte[] data, int at) {
    return (data[at] & 0xFF) << 8 | data[at + 1] & 0xFF;
  }

  private static boolean starts(byte[] data, String text) {
    byte[] prefix = text.getBytes(StandardCharsets.ISO_8859_1);
    return data.length >= prefix.length
        && Arrays.equals(data, 0, prefix.length, prefix, 0, prefix.length);
  }
}
