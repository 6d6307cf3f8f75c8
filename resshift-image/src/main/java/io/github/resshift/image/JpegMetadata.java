package io.github.resshift.image;

import io.github.resshift.image.meta.ExtendedXmp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.stream.ImageInputStream;

/** The application segments in front of a JPEG file's image data. */
final class JpegMetadata {
  static final String EXIF = "Exif\0\0";
  static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
  static final String XMP_EXTENSION = "http://ns.adobe.com/xmp/extension/\0";
  static final String PHOTOSHOP = "Photoshop 3.0\0";
  private static final String ICC = "ICC_PROFILE\0";
  private static final int SOS = 0xDA;

  /** YCbCr of cyan, magenta and yellow, and black. */
  static final int ADOBE_YCCK = 2;

  private static final int ADOBE_TRANSFORM = 11;
  private static final int XMP_DIGEST = 32;
  private static final int RESOURCE_IPTC = 0x0404;

  private JpegMetadata() {}

  /** Takes the segments that are wanted. */
  private interface Visitor {
    void segment(int marker, byte[] data);
  }

  static void read(ImageInputStream in, MetadataBlocks blocks) throws IOException {
    walk(in, (marker, data) -> segment(marker, data, blocks));
    in.seek(0);
    JpegExtras.report(MetadataReader.bytes(in, Math.toIntExact(in.length())), blocks::note);
  }

  /**
   * The colour profile from its parts (ICC.1, annex B.4); null if there is none, empty if not all
   * parts are there.
   */
  static byte[] profile(ImageInputStream in) throws IOException {
    SortedMap<Integer, byte[]> parts = new TreeMap<>();
    int[] count = {0};
    walk(
        in,
        (marker, data) -> {
          if (marker == 0xE2 && starts(data, ICC) && data.length > ICC.length() + 2) {
            count[0] = data[ICC.length() + 1] & 0xFF;
            int number = data[ICC.length()] & 0xFF;
            parts.putIfAbsent(number, Arrays.copyOfRange(data, ICC.length() + 2, data.length));
          }
        });
    if (parts.isEmpty()) {
      return null;
    }
    if (parts.size() != count[0] || parts.lastKey() != count[0]) {
      return new byte[0];
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    parts.values().forEach(whole::writeBytes);
    return whole.toByteArray();
  }

  /** What the Adobe segment says about the channels, or -1 if there is none. */
  static int adobeTransform(ImageInputStream in) throws IOException {
    int[] transform = {-1};
    walk(
        in,
        (marker, data) -> {
          if (marker == 0xEE && starts(data, "Adobe") && data.length > ADOBE_TRANSFORM) {
            transform[0] = data[ADOBE_TRANSFORM];
          }
        });
    return transform[0];
  }

  /** The file without its colour profile: the decoder would convert and clip. */
  static byte[] withoutProfile(ImageInputStream in) throws IOException {
    in.seek(0);
    byte[] file = MetadataReader.bytes(in, Math.toIntExact(in.length()));
    ByteArrayOutputStream rest = new ByteArrayOutputStream(file.length);
    int copied = 0;
    int at = 2;
    while (at + 4 <= file.length && (file[at] & 0xFF) == 0xFF) {
      int marker = file[at + 1] & 0xFF;
      if (marker == 0xFF) {
        at++;
        continue;
      }
      int end = at + 2 + number(file, at + 2);
      if (marker == SOS || marker == 0xD9 || end > file.length) {
        break;
      }
      if (marker == 0xE2) {
        rest.write(file, copied, at - copied);
        copied = end;
      }
      at = end;
    }
    rest.write(file, copied, file.length - copied);
    return rest.toByteArray();
  }

  /** Passes the application segments in front of the image data. */
  private static void walk(ImageInputStream in, Visitor visitor) throws IOException {
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
      if (marker >= 0xE0 && marker <= 0xEF) {
        visitor.segment(marker, MetadataReader.bytes(in, length));
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
    } else if (marker == 0xE1 && starts(data, XMP_EXTENSION)) {
      extension(data, blocks);
    } else if (marker == 0xED && starts(data, PHOTOSHOP)) {
      byte[] iptc = iptc(Arrays.copyOfRange(data, PHOTOSHOP.length(), data.length));
      if (iptc != null) {
        blocks.iptc(iptc);
      }
    }
  }

  /** The digest in 32 digits, the length of the extension, the place of this part, the part. */
  private static void extension(byte[] data, MetadataBlocks blocks) {
    int head = XMP_EXTENSION.length();
    if (data.length > head + XMP_DIGEST + 8) {
      ByteBuffer in = ByteBuffer.wrap(data);
      blocks.xmp(
          new ExtendedXmp.Part(
              new String(data, head, XMP_DIGEST, StandardCharsets.ISO_8859_1),
              Integer.toUnsignedLong(in.getInt(head + XMP_DIGEST)),
              Integer.toUnsignedLong(in.getInt(head + XMP_DIGEST + 4)),
              Arrays.copyOfRange(data, head + XMP_DIGEST + 8, data.length)));
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
