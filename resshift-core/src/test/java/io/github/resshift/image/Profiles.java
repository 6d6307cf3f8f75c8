package io.github.resshift.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small ICC profiles for tests (ICC.1:2001-04, matrix and curves). */
public final class Profiles {
  /** Primaries of Display P3, adapted to D50. */
  private static final double[][] P3 = {
    {0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}
  };

  private Profiles() {}

  /** Primaries of Display P3 with gamma 2.2. */
  public static byte[] displayP3() {
    return rgb(P3, 2.2);
  }

  /** Primaries of Display P3 in linear light. */
  public static byte[] linearP3() {
    return rgb(P3, 1);
  }

  /** Gray of gamma 1.8. */
  public static byte[] gray() {
    Map<String, byte[]> tags = new LinkedHashMap<>();
    tags.put("kTRC", curve(1.8));
    return profile("GRAY", tags);
  }

  private static byte[] rgb(double[][] primaries, double gamma) {
    Map<String, byte[]> tags = new LinkedHashMap<>();
    tags.put("rXYZ", xyz(primaries[0]));
    tags.put("gXYZ", xyz(primaries[1]));
    tags.put("bXYZ", xyz(primaries[2]));
    tags.put("rTRC", curve(gamma));
    tags.put("gTRC", curve(gamma));
    tags.put("bTRC", curve(gamma));
    return profile("RGB ", tags);
  }

  private static byte[] profile(String space, Map<String, byte[]> tags) {
    tags.put("wtpt", xyz(new double[] {0.9642, 1, 0.8249}));
    tags.put("cprt", join("text\0\0\0\0", "no copyright\0"));
    tags.put("desc", join("desc\0\0\0\0\0\0\0\5", "test\0" + "\0".repeat(78)));
    int size = 128 + 4 + 12 * tags.size();
    int offset = size;
    for (byte[] data : tags.values()) {
      size += (data.length + 3) / 4 * 4;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putInt(size).position(8);
    out.putInt(0x02400000).put(join("mntr" + space, "XYZ "));
    out.position(36).put(join("acsp", "")).position(68);
    out.put(xyz(new double[] {0.9642, 1, 0.8249}), 8, 12).position(128).putInt(tags.size());
    for (var tag : tags.entrySet()) {
      out.put(join(tag.getKey(), "")).putInt(offset).putInt(tag.getValue().length);
      out.duplicate().position(offset).put(tag.getValue());
      offset += (tag.getValue().length + 3) / 4 * 4;
    }
    return out.array();
  }

  private static byte[] xyz(double[] v) {
    ByteBuffer out = ByteBuffer.allocate(20).put(join("XYZ \0\0\0\0", ""));
    for (double value : v) {
      out.putInt((int) Math.round(value * 65536));
    }
    return out.array();
  }

  private static byte[] curve(double gamma) {
    ByteBuffer out = ByteBuffer.allocate(14).put(join("curv\0\0\0\0", ""));
    return out.putInt(1).putShort((short) Math.round(gamma * 256)).array();
  }

  private static byte[] join(String a, String b) {
    return (a + b).getBytes(StandardCharsets.ISO_8859_1);
  }
}
