package io.github.resshift.image;

import io.github.resshift.image.meta.Density;
import io.github.resshift.image.meta.Metadata;
import io.github.resshift.image.meta.Provenance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DeflaterOutputStream;

/** Metadata as PNG chunks, which stand in front of the image data. */
final class PngChunks {
  private static final int HEX_LINE = 36;

  private PngChunks() {}

  /**
   * A chunk without length and checksum.
   *
   * @param type four letters
   */
  public record Chunk(String type, byte[] data) {}

  /** The chunks that tell {@code metadata}, in their order; without a profile, that it is sRGB. */
  public static List<Chunk> of(Metadata metadata) {
    List<Chunk> chunks = new ArrayList<>();
    metadata
        .icc()
        .ifPresentOrElse(
            icc -> chunks.add(new Chunk("iCCP", join("ICC profile\0\0", deflate(icc)))),
            () -> chunks.add(new Chunk("sRGB", new byte[] {0}))); // rendering intent: perceptual
    metadata.density().ifPresent(density -> chunks.add(new Chunk("pHYs", physical(density))));
    metadata.exif().ifPresent(exif -> chunks.add(new Chunk("eXIf", exif)));
    metadata.provenance().ifPresent(made -> chunks.add(software(made)));
    metadata
        .xmp()
        .ifPresent(xmp -> chunks.add(new Chunk("iTXt", join(PngMetadata.XMP + "\0\0\0\0\0", xmp))));
    metadata.iptc().ifPresent(iptc -> chunks.add(new Chunk("zTXt", raw(iptc))));
    return chunks;
  }

  private static Chunk software(Provenance made) {
    return new Chunk("tEXt", latin("Software\0" + made.software()));
  }

  private static byte[] physical(Density density) {
    ByteBuffer out = ByteBuffer.allocate(9);
    return out.putInt((int) density.perMetreX())
        .putInt((int) density.perMetreY())
        .put((byte) 1)
        .array();
  }

  /** The form that other programs read: kind, length, hexadecimal digits in lines. */
  private static byte[] raw(byte[] data) {
    StringBuilder text = new StringBuilder("\niptc\n" + data.length);
    for (int at = 0; at < data.length; at += HEX_LINE) {
      int end = Math.min(data.length, at + HEX_LINE);
      text.append('\n').append(HexFormat.of().formatHex(data, at, end));
    }
    return join(PngMetadata.RAW_IPTC + "\0\0", deflate(latin(text.append('\n').toString())));
  }

  private static byte[] deflate(byte[] data) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(packed)) {
      out.write(data);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }

  private static byte[] join(String head, byte[] rest) {
    byte[] first = latin(head);
    return ByteBuffer.allocate(first.length + rest.length).put(first).put(rest).array();
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
