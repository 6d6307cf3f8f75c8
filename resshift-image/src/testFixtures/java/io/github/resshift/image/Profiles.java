package io.github.resshift.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** Small ICC profiles for tests (ICC.1:2001-04; matrix and curves, or tables). */
public final class Profiles {
  /** Primaries of Display P3, adapted to D50. */
  private static final double[][] P3 = {
    {0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}
  };

  /** Primaries of ITU-R BT.2020, adapted to D50. */
  private static final double[][] REC_2020 = {
    {0.67348, 0.27904, -0.00193}, {0.16567, 0.67534, 0.02998}, {0.12505, 0.04561, 0.79685}
  };

  private static final double[] D50 = {0.9642, 1, 0.8249};

  /** What cyan, magenta, yellow and black let pass of red, green and blue light of BT.2020. */
  private static final double[][] INKS = {
    {0.02, 0.6, 0.85}, {0.8, 0.03, 0.35}, {0.95, 0.85, 0.02}, {0.02, 0.02, 0.02}
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
    return profile("mntrGRAY", "XYZ ", tags);
  }

  /** Gray in linear light. */
  public static byte[] linearGray() {
    Map<String, byte[]> tags = new LinkedHashMap<>();
    tags.put("kTRC", curve(1));
    return profile("mntrGRAY", "XYZ ", tags);
  }

  /** Primaries of ROMM RGB, the widest space in use, in linear light. */
  public static byte[] linearRomm() {
    return rgb(
        new double[][] {{0.79769, 0.28805, 0}, {0.13521, 0.71188, 0}, {0.0313, 0.00007, 0.8249}},
        1);
  }

  /**
   * Primaries of BT.2020 and a curve, as tables from values to Lab and nothing else: what scanners
   * and cameras have.
   */
  public static byte[] tableRgb(double gamma) {
    // Nodes are evenly spread in the cube root of light, where Lab is nearly linear.
    return table(
        "scnrRGB ",
        3,
        17,
        v -> Math.pow(v, gamma / 3),
        node -> {
          double[] light = new double[3];
          for (int c = 0; c < 3; c++) {
            light[c] = Math.pow(node[c], 3);
          }
          return lab(xyz(REC_2020, light));
        });
  }

  /** Inks as a table from values to Lab; pure ones are outside of sRGB. */
  public static byte[] cmyk() {
    return table(
        "prtrCMYK",
        4,
        9,
        v -> v,
        node -> {
          double[] light = {1, 1, 1};
          for (int ink = 0; ink < 4; ink++) {
            for (int c = 0; c < 3; c++) {
              light[c] *= 1 - Math.pow(node[ink], 0.8) * (1 - INKS[ink][c]);
            }
          }
          return lab(xyz(REC_2020, light));
        });
  }

  /** A profile whose only table is cut off: its header is right. */
  public static byte[] cutTable() {
    byte[] whole = cmyk();
    byte[] cut = Arrays.copyOf(whole, 2000);
    ByteBuffer.wrap(cut).putInt(cut.length);
    return cut;
  }

  /** A profile in which all colours are black. */
  public static byte[] black() {
    return rgb(new double[3][3], 1);
  }

  private static double[] xyz(double[][] primaries, double[] light) {
    double[] out = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < 3; c++) {
        out[i] += primaries[c][i] * light[c];
      }
    }
    return out;
  }

  private static double[] lab(double[] xyz) {
    double[] f = new double[3];
    for (int i = 0; i < 3; i++) {
      double t = Math.max(0, xyz[i] / D50[i]);
      f[i] = t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
    return new double[] {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
  }

  /** lut16Type (ICC.1:2001-04, 6.5.7) from device values to Lab; the first channel is slowest. */
  private static byte[] table(
      String kind,
      int channels,
      int nodes,
      DoubleUnaryOperator curve,
      Function<double[], double[]> colour) {
    int count = (int) Math.pow(nodes, channels);
    int entries = 256;
    ByteBuffer out = ByteBuffer.allocate(52 + 2 * (channels * entries + 3 * count + 3 * 2));
    out.put(join("mft2\0\0\0\0", "")).put((byte) channels).put((byte) 3);
    out.put((byte) nodes).put((byte) 0);
    for (int i = 0; i < 9; i++) {
      out.putInt(i % 4 == 0 ? 65536 : 0);
    }
    out.putShort((short) entries).putShort((short) 2);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < entries; i++) {
        out.putShort((short) Math.round(65535 * curve.applyAsDouble(i / (entries - 1.0))));
      }
    }
    double[] node = new double[channels];
    for (int i = 0; i < count; i++) {
      int rest = i;
      for (int c = channels - 1; c >= 0; c--, rest /= nodes) {
        node[c] = rest % nodes / (nodes - 1.0);
      }
      double[] lab = colour.apply(node);
      out.putShort((short) Math.round(Math.min(100, Math.max(0, lab[0])) * 652.8));
      out.putShort((short) Math.round(Math.min(127, Math.max(-128, lab[1])) * 256 + 32768));
      out.putShort((short) Math.round(Math.min(127, Math.max(-128, lab[2])) * 256 + 32768));
    }
    for (int c = 0; c < 3; c++) {
      out.putShort((short) 0).putShort((short) 65535);
    }
    Map<String, byte[]> tags = new LinkedHashMap<>();
    tags.put("A2B0", out.array());
    return profile(kind, "Lab ", tags);
  }

  private static byte[] rgb(double[][] primaries, double gamma) {
    Map<String, byte[]> tags = new LinkedHashMap<>();
    tags.put("rXYZ", xyz(primaries[0]));
    tags.put("gXYZ", xyz(primaries[1]));
    tags.put("bXYZ", xyz(primaries[2]));
    tags.put("rTRC", curve(gamma));
    tags.put("gTRC", curve(gamma));
    tags.put("bTRC", curve(gamma));
    return profile("mntrRGB ", "XYZ ", tags);
  }

  private static byte[] profile(String kind, String connection, Map<String, byte[]> tags) {
    tags.put("wtpt", xyz(D50));
    tags.put("cprt", join("text\0\0\0\0", "no copyright\0"));
    tags.put("desc", join("desc\0\0\0\0\0\0\0\5", "test\0" + "\0".repeat(78)));
    int size = 128 + 4 + 12 * tags.size();
    int offset = size;
    for (byte[] data : tags.values()) {
      size += (data.length + 3) / 4 * 4;
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putInt(size).position(8);
    out.putInt(0x02400000).put(join(kind, connection));
    out.position(36).put(join("acsp", "")).position(68);
    out.put(xyz(D50), 8, 12).position(128).putInt(tags.size());
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
