package io.github.resshift.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes profiles of displays (ICC.1:2001-04, version 2.4). */
final class MatrixProfile {
  /** White of the space in which profiles connect. */
  private static final double[] D50 = {0.9642, 1, 0.8249};

  private static final int HEADER = 128;
  private static final int SRGB_ENTRIES = 1024;

  /** For curves that are steeper than sRGB's. */
  private static final int ENTRIES = 4096;

  private MatrixProfile() {}

  /**
   * A profile of RGB.
   *
   * @param title its description, ASCII
   * @param primaries X, Y, Z of red, green and blue, adapted to D50
   * @param tone from stored values to light
   */
  static byte[] write(String title, double[][] primaries, ToneCurve tone) {
    Map<String, byte[]> tags = common(title);
    tags.put("rXYZ", xyz(primaries[0]));
    tags.put("gXYZ", xyz(primaries[1]));
    tags.put("bXYZ", xyz(primaries[2]));
    byte[] curve = curve(tone);
    tags.put("rTRC", curve);
    tags.put("gTRC", curve);
    tags.put("bTRC", curve);
    return profile("mntrRGB XYZ ", tags);
  }

  /** A profile of gray. */
  static byte[] gray(String title, ToneCurve tone) {
    Map<String, byte[]> tags = common(title);
    tags.put("kTRC", curve(tone));
    return profile("mntrGRAYXYZ ", tags);
  }

  /** The tags that all profiles have. */
  static Map<String, byte[]> common(String title) {
    Map<String, byte[]> tags = new LinkedHashMap<>();
    tags.put("desc", description(title));
    tags.put("cprt", ascii("text\0\0\0\0No copyright, use freely\0"));
    tags.put("wtpt", xyz(D50));
    return tags;
  }

  /** A profile of these tags; {@code kind} is its class, its colours and how it connects. */
  static byte[] profile(String kind, Map<String, byte[]> tags) {
    Map<byte[], Integer> places = new IdentityHashMap<>(); // the curve is there once
    int size = HEADER + 4 + 12 * tags.size();
    for (byte[] data : tags.values()) {
      if (places.putIfAbsent(data, size) == null) {
        size += (data.length + 3) / 4 * 4;
      }
    }
    ByteBuffer out = ByteBuffer.allocate(size).putInt(size).putInt(0).putInt(0x02400000);
    out.put(ascii(kind));
    out.putShort((short) 2026)
        .putShort((short) 1)
        .putShort((short) 1); // of the date; then the time
    out.position(36).put(ascii("acsp")).position(68).put(xyz(D50), 8, 12);
    out.position(HEADER).putInt(tags.size());
    tags.forEach((tag, data) -> out.put(ascii(tag)).putInt(places.get(data)).putInt(data.length));
    places.forEach((data, at) -> out.position(at).put(data));
    return out.array();
  }

  /** Text once in ASCII; the fields for Unicode and for Macintosh are empty. */
  private static byte[] description(String text) {
    ByteBuffer out = ByteBuffer.allocate(12 + text.length() + 1 + 4 + 4 + 2 + 1 + 67);
    out.put(ascii("desc")).putInt(0).putInt(text.length() + 1).put(ascii(text));
    return out.array();
  }

  private static byte[] xyz(double[] values) {
    ByteBuffer out = ByteBuffer.allocate(20).put(ascii("XYZ ")).putInt(0);
    for (double value : values) {
      out.putInt((int) Math.round(value * 65536));
    }
    return out.array();
  }

  /** A gamma as such, in 256ths, and everything else as a table. */
  private static byte[] curve(ToneCurve tone) {
    int entries = tone.gamma() > 0 ? 1 : tone == ToneCurve.SRGB ? SRGB_ENTRIES : ENTRIES;
    ByteBuffer out = ByteBuffer.allocate(12 + 2 * entries).put(ascii("curv")).putInt(0);
    out.putInt(entries);
    if (entries == 1) {
      return out.putShort((short) Math.round(tone.gamma() * 256)).array();
    }
    for (int i = 0; i < entries; i++) {
      double light = tone.light().applyAsDouble((double) i / (entries - 1));
      out.putShort((short) Math.round(Math.min(1, Math.max(0, light)) * 65535));
    }
    return out.array();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
