package io.github.resshift.image;

import io.github.resshift.image.meta.TagTree;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.InflaterInputStream;

/**
 * What the chunks of a PNG file say about its colours. Of several the first of cICP, iCCP, sRGB,
 * and gAMA with cHRM counts (PNG specification, third edition, 4.3), and EXIF where there is none.
 */
final class PngColour {
  private static final int MAX_PROFILE = 1 << 24;
  private static final double UNIT = 100_000;

  private final String name;
  private final Consumer<String> notes;
  private final Map<String, byte[]> chunks = new HashMap<>();

  PngColour(String name, Consumer<String> notes) {
    this.name = name;
    this.notes = notes;
  }

  /** Takes the data of a chunk; of several of a kind the first one counts. */
  void chunk(String type, byte[] data) {
    chunks.putIfAbsent(type, data);
  }

  /**
   * A profile that says what the values mean; null for sRGB, and where what is said is of no use,
   * which a note tells.
   *
   * @param channels of the picture, 1 or 3
   * @throws PictureException for colours that are stated and not known
   */
  ICC_Profile profile(int channels, int depth) {
    if (chunks.containsKey("cICP")) {
      return CodedColour.of(name, chunks.get("cICP"), depth, notes).profile(channels);
    }
    if (chunks.containsKey("iCCP")) {
      ICC_Profile embedded = embedded(chunks.get("iCCP"));
      if (embedded != null) {
        return embedded;
      }
    }
    if (chunks.containsKey("sRGB")) {
      return null;
    }
    if (chunks.containsKey("gAMA") || chunks.containsKey("cHRM")) {
      return stated().profile(channels);
    }
    return chunks.containsKey("eXIf") ? byTags(channels) : null;
  }

  /** Without primaries they are those of sRGB, without a gamma so is the curve. */
  private DeclaredColour stated() {
    ToneCurve curve = ToneCurve.SRGB;
    byte[] gamma = chunks.get("gAMA");
    if (gamma != null) {
      double exponent = gamma.length == 4 ? UNIT / ByteBuffer.wrap(gamma).getInt() : 0;
      if (ToneCurve.plausible(exponent)) {
        curve = ToneCurve.power(exponent);
      } else {
        notes.accept(name + ": its gamma makes no sense and is not used");
      }
    }
    Chromaticities primaries = Chromaticities.SRGB;
    byte[] xy = chunks.get("cHRM");
    if (xy != null) {
      Chromaticities found = chromaticities(xy);
      if (found.plausible()) {
        primaries = found;
      } else {
        notes.accept(name + ": its primary colours make no sense and are not used");
      }
    }
    return new DeclaredColour(primaries, curve);
  }

  private static Chromaticities chromaticities(byte[] data) {
    double[] xy = new double[8];
    if (data.length == 32) {
      for (int i = 0; i < xy.length; i++) {
        xy[i] = ByteBuffer.wrap(data).getInt(4 * i) / UNIT;
      }
    }
    return new Chromaticities(xy);
  }

  private ICC_Profile byTags(int channels) {
    try {
      return TagColour.of(TagTree.parse(chunks.get("eXIf")), false)
          .map(colour -> colour.profile(channels))
          .orElse(null);
    } catch (IOException damaged) {
      return null; // which is said where the block is used
    }
  }

  /** A name, a zero, the compression method 0, the compressed profile. */
  private ICC_Profile embedded(byte[] chunk) {
    int end = 0;
    while (end < chunk.length && chunk[end] != 0) {
      end++;
    }
    int start = Math.min(end + 2, chunk.length);
    var packed = new ByteArrayInputStream(chunk, start, chunk.length - start);
    try (var unpacked = new InflaterInputStream(packed)) {
      return EmbeddedProfile.parse(name, unpacked.readNBytes(MAX_PROFILE), notes);
    } catch (IOException e) {
      notes.accept(name + ": its colour profile is damaged and is not used");
      return null;
    }
  }
}
