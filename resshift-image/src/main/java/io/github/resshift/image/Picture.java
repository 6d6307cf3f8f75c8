package io.github.resshift.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Objects;

/**
 * An upright picture in sRGB: one gray or three colour planes of 8 or 16 bits, and perhaps straight
 * (not premultiplied) alpha of the same depth. Sample v stands for v / (2^depth - 1); no gamma is
 * applied anywhere. Immutable and thread-safe; takes 1 or 2 bytes a sample.
 */
public final class Picture {
  /** Values that are rounded at a time. */
  private static final int BAND = 1 << 18;

  private static final float[] VALUES_8 = valuesOf(8);

  private final int width;
  private final int height;
  private final int depth;
  private final Samples[] colours;
  private final Samples alpha;

  /** Takes over the planes: nobody may change them afterwards. */
  Picture(int width, int height, int depth, Samples[] colours, Samples alpha) {
    this.width = width;
    this.height = height;
    this.depth = depth;
    this.colours = colours;
    this.alpha = alpha;
  }

  /** Values from which a picture is made, in portions. */
  @FunctionalInterface
  public interface Values {
    /**
     * Fills the beginning of an array.
     *
     * @param plane the colours come first, then alpha
     * @param first index of the first value in the plane, row by row
     * @param to takes the values, nominally in [0, 1]
     * @param count how many
     */
    void read(int plane, int first, float[] to, int count);
  }

  /**
   * A picture from values in [0, 1], which are clamped, multiplied by 2^depth - 1 in float32 and
   * rounded half to even (docs/method.md section 9, item 23).
   *
   * @throws PictureException if a value is NaN
   */
  public static Picture of(PictureShape shape, Values values) {
    int count = Math.multiplyExact(shape.width(), shape.height());
    Samples[] planes = new Samples[shape.gray() ? 1 : 3];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = quantise(values, c, count, shape.depth());
    }
    Samples alpha = shape.alpha() ? quantise(values, planes.length, count, shape.depth()) : null;
    return new Picture(shape.width(), shape.height(), shape.depth(), planes, alpha);
  }

  /**
   * A picture from Java's image: sample values are taken as stored, palettes are looked up,
   * premultiplied alpha is divided out, a colour space other than sRGB is converted. Gray images
   * stay gray with their values unchanged, although Java calls its gray space linear.
   *
   * @throws PictureException if the image has no unsigned samples of up to 16 bits
   */
  public static Picture of(BufferedImage image) {
    return BufferedImages.toPicture("the image", image, note -> {});
  }

  /** Pixels a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Bits a sample: 8 or 16. */
  public int depth() {
    return depth;
  }

  /** Whether there is one colour plane. */
  public boolean gray() {
    return colours.length == 1;
  }

  /**
   * Whether there are three planes and no colour in them: red, green and blue of every pixel differ
   * by one level of 255 at most, as rounding leaves it. Pixels that alpha hides do not count. The
   * first pixel in colour ends the search.
   *
   * @param maskOrNull of the picture's size; where it is brighter than half a pixel does not count
   */
  public boolean colourless(Picture maskOrNull) {
    if (colours.length != 3) {
      return false;
    }
    int level = depth == 8 ? 1 : 257;
    for (int i = 0; i < colours[0].count(); i++) {
      int red = colours[0].get(i);
      int green = colours[1].get(i);
      int blue = colours[2].get(i);
      int least = Math.min(red, Math.min(green, blue));
      int most = Math.max(red, Math.max(green, blue));
      if (most - least > level
          && (alpha == null || alpha.get(i) > 0)
          && (maskOrNull == null || 2 * maskOrNull.colours[0].get(i) <= maskOrNull.white())) {
        return false;
      }
    }
    return true;
  }

  /** The same with three planes, of gray the same three times; the planes are shared. */
  public Picture inColour() {
    Samples gray = colours[0];
    return gray()
        ? new Picture(width, height, depth, new Samples[] {gray, gray, gray}, alpha)
        : this;
  }

  /** Whether there is alpha. */
  public boolean hasAlpha() {
    return alpha != null;
  }

  /** Size and kind. */
  public PictureShape shape() {
    return new PictureShape(width, height, depth, gray(), hasAlpha());
  }

  /**
   * Copies a part of a line as values in [0, 1]: sample / (2^depth - 1) in float32.
   *
   * @param plane the colours come first (one of a gray picture, else three), then alpha
   * @param y the line
   * @param left first column
   * @param to takes as many values as it is long
   * @throws IndexOutOfBoundsException if the picture has no such plane or the part sticks out
   */
  public void read(int plane, int y, int left, float[] to) {
    Objects.checkFromIndexSize(left, to.length, width);
    Samples samples = plane(plane);
    float[] values = depth == 8 ? VALUES_8 : Deep.VALUES_16;
    int from = Objects.checkIndex(y, height) * width + left;
    for (int x = 0; x < to.length; x++) {
      to[x] = values[samples.get(from + x)];
    }
  }

  /**
   * A copy for Java2D: INT_RGB or INT_ARGB for 8 bits, interleaved 16-bit sRGB otherwise. Gray
   * becomes three equal channels, because Java's gray space is linear and its conversions would
   * brighten the picture.
   */
  public BufferedImage toBufferedImage() {
    return BufferedImages.ofPicture(this);
  }

  /** The same colours without alpha; the planes are shared. */
  public Picture opaque() {
    return withAlpha(null);
  }

  /** The same colours with another alpha plane, or none; the planes are shared. */
  Picture withAlpha(Samples other) {
    return new Picture(width, height, depth, colours, other);
  }

  /** Plane {@code c}: 0 is gray or red, then green and blue; read-only. */
  Samples colour(int c) {
    return colours[c];
  }

  int colourCount() {
    return colours.length;
  }

  Samples alphaSamples() {
    return alpha;
  }

  /** Greatest sample value. */
  int white() {
    return (1 << depth) - 1;
  }

  /** Same size, depth, planes and samples. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Picture that)
        || width != that.width
        || height != that.height
        || depth != that.depth
        || colours.length != that.colours.length
        || hasAlpha() != that.hasAlpha()) {
      return false;
    }
    for (int c = 0; c < colours.length; c++) {
      if (!colours[c].sameAs(that.colours[c])) {
        return false;
      }
    }
    return alpha == null || alpha.sameAs(that.alpha);
  }

  @Override
  public int hashCode() {
    int hash = Arrays.hashCode(new int[] {width, height, depth, colours.length});
    for (Samples plane : colours) {
      hash = 31 * hash + plane.hash();
    }
    return hash;
  }

  @Override
  public String toString() {
    return String.format(
        "%dx%d %s%s %d bit",
        width, height, gray() ? "gray" : "RGB", hasAlpha() ? "+alpha" : "", depth);
  }

  private Samples plane(int plane) {
    Objects.checkIndex(plane, colours.length + (hasAlpha() ? 1 : 0));
    return plane < colours.length ? colours[plane] : alpha;
  }

  private static Samples quantise(Values from, int plane, int count, int depth) {
    Samples out = Samples.allocate(count, depth);
    float white = (1 << depth) - 1;
    float[] band = new float[Math.min(BAND, count)];
    for (int at = 0; at < count; at += band.length) {
      int n = Math.min(band.length, count - at);
      from.read(plane, at, band, n);
      for (int i = 0; i < n; i++) {
        float v = band[i];
        if (Float.isNaN(v)) {
          throw new PictureException("the computed picture has a value that is not a number.");
        }
        out.set(at + i, (int) Math.rint(Math.min(Math.max(v, 0f), 1f) * white));
      }
    }
    return out;
  }

  private static float[] valuesOf(int depth) {
    float[] values = new float[1 << depth];
    for (int v = 0; v < values.length; v++) {
      values[v] = (float) v / (values.length - 1);
    }
    return values;
  }

  /** Made when the first picture of 16 bits is read. */
  private static final class Deep {
    static final float[] VALUES_16 = valuesOf(16);
  }

  static void requireDepth(int depth) {
    if (depth != 8 && depth != 16) {
      throw new IllegalArgumentException("depth must be 8 or 16 bits, not " + depth);
    }
  }
}
