package io.github.resshift.image;

import io.github.resshift.image.meta.Density;
import io.github.resshift.image.meta.ExtendedXmp;
import io.github.resshift.image.meta.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Collects the blocks of a file; of several of a kind the first one counts. */
final class MetadataBlocks {
  private static final byte[] EXIF_PREFIX = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private byte[] exif;
  private byte[] xmp;
  private byte[] iptc;
  private Density density;
  private final List<ExtendedXmp.Part> xmpParts = new ArrayList<>();
  private final List<String> toSay = new ArrayList<>();

  /** Data that some cameras put into XMP, by the namespace of its properties. */
  private static final Map<String, String> IN_XMP =
      Map.of(
          "http://ns.google.com/photos/1.0/depthmap/", "depth map",
          "http://ns.google.com/photos/1.0/image/", "second picture",
          "http://ns.google.com/photos/1.0/audio/", "sound");

  /** What the user should know, without the file's name. */
  void note(String text) {
    toSay.add(text);
  }

  /** Some writers put JPEG's six bytes in front in other formats, too. */
  void exif(byte[] block) {
    boolean prefixed = Arrays.equals(block, 0, Math.min(6, block.length), EXIF_PREFIX, 0, 6);
    byte[] plain = prefixed ? Arrays.copyOfRange(block, 6, block.length) : block;
    exif = exif == null && plain.length > 0 ? plain : exif;
  }

  void xmp(byte[] packet) {
    xmp = xmp == null && packet.length > 0 ? packet : xmp;
  }

  /** A part of the extension of a packet. */
  void xmp(ExtendedXmp.Part part) {
    xmpParts.add(part);
  }

  void iptc(byte[] records) {
    iptc = iptc == null && records.length > 0 ? records : iptc;
  }

  /** A density that is not positive means unknown. */
  void density(double x, double y, boolean metric) {
    if (density == null && x > 0 && y > 0 && x < 100_000 && y < 100_000) {
      density = new Density(x, y, metric);
    }
  }

  /**
   * All of it.
   *
   * @param notes takes what is damaged or not handed on, without the file's name
   */
  Metadata metadata(Consumer<String> notes) {
    if (xmp != null && !xmpParts.isEmpty()) {
      try {
        xmp = ExtendedXmp.join(xmp, xmpParts);
      } catch (IOException e) {
        notes.accept("the extension of its XMP cannot be used (" + e.getMessage() + ")");
      }
    }
    toSay.forEach(notes);
    if (xmp != null) {
      String text = new String(xmp, StandardCharsets.UTF_8);
      IN_XMP.forEach(
          (space, what) -> {
            if (text.contains(space)) {
              notes.accept("the " + what + " in its XMP is not in the result");
            }
          });
    }
    Metadata found = Metadata.NONE.withExif(exif).withXmp(xmp).withIptc(iptc);
    return found.withDensity(density != null ? density : found.exifDensity());
  }
}
