package io.github.resshift.image.meta;

import java.util.Arrays;
import java.util.SortedMap;

/** Tags of an EXIF block that name places in the picture or count its pixels. */
final class TagCounts {
  private static final int SUBJECT_AREA = 0x9214;
  private static final int SUBJECT_LOCATION = 0xA214;
  private static final int FOCAL_X = 0xA20E;
  private static final int FOCAL_Y = 0xA20F;
  private static final int MAX_SHORT = 0xFFFF;

  private TagCounts() {}

  /**
   * Makes them those of the result.
   *
   * @param placement null where the source's size is not known: they are removed then
   */
  static void correct(SortedMap<Integer, Field> exif, Placement placement) {
    for (int tag : new int[] {SUBJECT_AREA, SUBJECT_LOCATION}) {
      Field old = exif.remove(tag);
      if (old != null && placement != null) {
        double[] now = subject(old.numbers(), placement);
        int[] whole = Arrays.stream(now).mapToInt(v -> (int) Math.round(v)).toArray();
        if (whole.length > 0 && Arrays.stream(whole).allMatch(v -> v >= 0 && v <= MAX_SHORT)) {
          exif.put(tag, Field.shorts(whole));
        }
      }
    }
    Field x = exif.remove(FOCAL_X);
    Field y = exif.remove(FOCAL_Y);
    if (placement != null && x != null && y != null) {
      double alongRow = x.number() * placement.alongRow();
      double alongColumn = y.number() * placement.alongColumn();
      boolean known = Density.plausible(alongRow) && Density.plausible(alongColumn);
      if (known) {
        exif.put(FOCAL_X, Field.rational(placement.turned() ? alongColumn : alongRow));
        exif.put(FOCAL_Y, Field.rational(placement.turned() ? alongRow : alongColumn));
      }
    }
  }

  /**
   * A point, circle or rectangle in pixels of the result.
   *
   * @param old x, y of its middle, then nothing, the diameter, or width and height, in stored
   *     pixels
   * @return as many numbers, none if these are none of the three
   */
  static double[] subject(double[] old, Placement placement) {
    if (old.length < 2 || old.length > 4) {
      return new double[0];
    }
    double[] at = placement.pixel(old[0], old[1]);
    double[] now = Arrays.copyOf(at, old.length);
    if (old.length == 3) {
      now[2] = old[2] * Math.sqrt(placement.alongRow() * placement.alongColumn());
    } else if (old.length == 4) {
      double w = old[2] * placement.alongRow();
      double h = old[3] * placement.alongColumn();
      now[2] = placement.turned() ? h : w;
      now[3] = placement.turned() ? w : h;
    }
    return now;
  }
}
