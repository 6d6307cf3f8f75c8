package io.github.resshift.image;

import io.github.resshift.image.meta.ExtendedXmp;
import io.github.resshift.image.meta.Metadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Metadata as the segments of a JPEG file behind its JFIF segment. */
final class JpegSegments {
  private static final int MAX_DATA = 65533;
  private static final String ICC = "ICC_PROFILE\0";
  private static final int ICC_PART = MAX_DATA - ICC.length() - 2;
  private static final int MAX_ICC_PARTS = 255;

  /** Bytes of an extension in a segment, behind its digest, length and place. */
  private static final int XMP_PART = MAX_DATA - JpegMetadata.XMP_EXTENSION.length() - 32 - 8;

  private JpegSegments() {}

  /**
   * All segments one after the other, markers included.
   *
   * @param notes takes what does not fit into a segment, without the file's name
   */
  public static byte[] of(Metadata metadata, Consumer<String> notes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    metadata.exif().ifPresent(exif -> add(out, 0xE1, JpegMetadata.EXIF, exif, "EXIF block", notes));
    metadata.xmp().ifPresent(xmp -> xmp(out, xmp, notes));
    metadata.icc().ifPresent(icc -> profile(out, icc, notes));
    metadata
        .iptc()
        .ifPresent(
            iptc -> add(out, 0xED, JpegMetadata.PHOTOSHOP, resource(iptc), "IPTC records", notes));
    return out.toByteArray();
  }

  /** A resolution as JFIF holds it. */
  static short whole(double value) {
    return (short) Math.min(0xFFFF, Math.max(1, Math.round(value)));
  }

  private static void add(
      ByteArrayOutputStream out,
      int marker,
      String head,
      byte[] data,
      String what,
      Consumer<String> notes) {
    int length = head.length() + data.length;
    if (length > MAX_DATA) {
      notes.accept("its " + what + " is too long for JPEG and was left out");
      return;
    }
    out.write(0xFF);
    out.write(marker);
    out.write(length + 2 >> 8);
    out.write(length + 2);
    out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(data);
  }

  private static void xmp(ByteArrayOutputStream out, byte[] packet, Consumer<String> notes) {
    ExtendedXmp.Split split;
    try {
      split = ExtendedXmp.split(packet, MAX_DATA - JpegMetadata.XMP.length());
    } catch (IOException e) {
      notes.accept("its XMP packet is too long for JPEG and was left out");
      return;
    }
    add(out, 0xE1, JpegMetadata.XMP, split.main(), "XMP packet", notes);
    byte[] rest = split.rest();
    for (int at = 0; at < rest.length; at += XMP_PART) {
      int length = Math.min(XMP_PART, rest.length - at);
      byte[] guid = split.guid().getBytes(StandardCharsets.ISO_8859_1);
      ByteBuffer part = ByteBuffer.allocate(guid.length + 8 + length);
      part.put(guid).putInt(rest.length).putInt(at).put(rest, at, length);
      add(out, 0xE1, JpegMetadata.XMP_EXTENSION, part.array(), "XMP packet", notes);
    }
  }

  private static void profile(ByteArrayOutputStream out, byte[] icc, Consumer<String> notes) {
    int parts = (icc.length + ICC_PART - 1) / ICC_PART;
    if (parts > MAX_ICC_PARTS) {
      notes.accept("its colour profile is too long for JPEG and was left out");
      return;
    }
    for (int i = 0; i < parts; i++) {
      int from = i * ICC_PART;
      int length = Math.min(ICC_PART, icc.length - from);
      ByteBuffer part = ByteBuffer.allocate(length + 2);
      part.put((byte) (i + 1)).put((byte) parts).put(icc, from, length);
      add(out, 0xE2, ICC, part.array(), "colour profile", notes);
    }
  }

  /** IPTC records as one of Photoshop's image resources, without a name. */
  private static byte[] resource(byte[] iptc) {
    ByteBuffer out = ByteBuffer.allocate(12 + iptc.length + (iptc.length & 1));
    out.put("8BIM".getBytes(StandardCharsets.ISO_8859_1))
        .putShort((short) 0x0404)
        .putShort((short) 0);
    return out.putInt(iptc.length).put(iptc).array();
  }
}
