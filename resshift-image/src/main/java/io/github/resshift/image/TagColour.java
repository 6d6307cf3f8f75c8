package io.github.resshift.image;

import io.github.resshift.image.meta.Field;
import io.github.resshift.image.meta.TagTree;
import io.github.resshift.image.meta.TagTree.Directory;
import java.util.Optional;

/**
 * Colours by tags: the colour space of EXIF with the rule for exchange that cameras write for Adobe
 * RGB (DCF 2.0, 3.4), and primaries and curves of TIFF (TIFF 6.0, section 20).
 */
final class TagColour {
  private static final int BITS = 258;
  private static final int TRANSFER = 301;
  private static final int WHITE = 318;
  private static final int PRIMARIES = 319;
  private static final int COLOUR_SPACE = 0xA001;
  private static final int GAMMA = 0xA500;
  private static final int INTEROP_INDEX = 1;
  private static final int SRGB = 1;
  private static final int ADOBE_RGB = 2; // not in the standard, but in files
  private static final int WHITE_LEVEL = 0xFFFF;

  private TagColour() {}

  /**
   * What the tags say; empty for nothing, which means sRGB.
   *
   * @param tiff whether they are those of a TIFF file, in which a curve counts
   */
  static Optional<DeclaredColour> of(TagTree tags, boolean tiff) {
    int space = (int) number(tags, Directory.EXIF, COLOUR_SPACE);
    Field index = tags.of(Directory.INTEROP).get(INTEROP_INDEX);
    boolean exchange = index != null && index.string().equals("R03");
    if (space == ADOBE_RGB || exchange && space != SRGB) {
      return Optional.of(DeclaredColour.ADOBE_RGB);
    }
    // That colours are not calibrated means nothing by itself: exiftool writes it into every file.
    return space == SRGB ? Optional.empty() : stated(tags, tiff);
  }

  /** Primaries with a curve; one of both is enough. */
  private static Optional<DeclaredColour> stated(TagTree tags, boolean tiff) {
    double[] white = numbers(tags, WHITE);
    double[] primaries = numbers(tags, PRIMARIES);
    Chromaticities found = null;
    if (white.length == 2 && primaries.length == 6) {
      Chromaticities all = Chromaticities.of(white, primaries);
      found = all.plausible() ? all : null;
    }
    double gamma = number(tags, Directory.EXIF, GAMMA);
    ToneCurve curve = ToneCurve.plausible(gamma) ? ToneCurve.power(gamma) : null;
    if (tiff && curve == null) {
      curve = transfer(tags);
    }
    if (found == null && curve == null) {
      return Optional.empty();
    }
    return Optional.of(
        new DeclaredColour(
            found == null ? Chromaticities.SRGB : found, curve == null ? ToneCurve.SRGB : curve));
  }

  /** A table for all channels, or one for each, of which the first stands for all; or null. */
  private static ToneCurve transfer(TagTree tags) {
    double[] bits = numbers(tags, BITS);
    double[] values = numbers(tags, TRANSFER);
    int entries = bits.length == 0 || bits[0] < 1 || bits[0] > 16 ? 0 : 1 << (int) bits[0];
    if (entries < 2 || values.length != entries && values.length != 3 * entries) {
      return null;
    }
    return ToneCurve.table(
        v -> {
          double at = v * (entries - 1);
          int below = Math.min((int) at, entries - 2);
          double share = at - below;
          return (values[below] * (1 - share) + values[below + 1] * share) / WHITE_LEVEL;
        });
  }

  private static double[] numbers(TagTree tags, int tag) {
    Field field = tags.of(Directory.MAIN).get(tag);
    return field == null ? new double[0] : field.numbers();
  }

  private static double number(TagTree tags, Directory directory, int tag) {
    Field field = tags.of(directory).get(tag);
    return field == null ? -1 : field.number();
  }
}
