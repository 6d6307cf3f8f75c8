package io.github.resshift.image;

import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * An upright picture in sRGB: one gray or three colour planes of 8 or 16 bits, and perhaps straight
 * (not premultiplied) alpha of the same depth. Sample v stands for v / (2^depth - 1); no gamma is
 * applied anywhere. Immutable and thread-safe; takes 1 or 2 bytes a sample.
 */
public final class Picture {
  /** Samples that pass between Java and native memory at a time. */
  private static final int BAND = 1 << 18;

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

  /**
   * A picture from values in [0, 1], which are clamped, multiplied by 2^depth - 1 in float32 and
   * rounded half to even (docs/method.md section 9, item 23).
   *
   * @param rgb [1, 3, h, w], any device and floating type
   * @param alphaOrNull [1, 1, h, w], or null for an opaque picture
   * @param depth 8 or 16 bits a sample
   * @param gray whether to keep one plane: the mean of the three, which is the estimate of least
   *     variance when a network made three estimates of the same gray
   * @throws IllegalArgumentException if a shape or the depth is not as said
   * @throws PictureException if a value is NaN
   */
  public static Picture of(Tensor rgb, Tensor alphaOrNull, int depth, boolean gray) {
    requireDepth(depth);
    requireShape("rgb", rgb, 3);
    int height = Math.toIntExact(rgb.size(2));
    int width = Math.toIntExact(rgb.size(3));
    int count = Math.toIntExact((long) width * height);
    if (alphaOrNull != null) {
      requireShape("alpha", alphaOrNull, 1);
      if (alphaOrNull.size(2) != height || alphaOrNull.size(3) != width) {
        throw new IllegalArgumentException(
            String.format(
                "alpha is %dx%d, the picture %dx%d",
                alphaOrNull.size(3), alphaOrNull.size(2), width, height));
      }
    }
    try (var scope = Scope.open()) {
      Tensor colour = gray ? mean(rgb) : rgb;
      Samples[] planes = new Samples[gray ? 1 : 3];
      FloatPointer from = floats(colour);
      for (int c = 0; c < planes.length; c++) {
        planes[c] = quantise(from, (long) c * count, count, depth);
      }
      Samples alpha = alphaOrNull == null ? null : quantise(floats(alphaOrNull), 0, count, depth);
      return new Picture(width, height, depth, planes, alpha);
    }
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

  /** Whether there is alpha. */
  public boolean hasAlpha() {
    return alpha != null;
  }

  /** Size and kind. */
  public PictureShape shape() {
    return new PictureShape(width, height, depth, gray(), hasAlpha());
  }

  /**
   * The colours as float32 [1, 3, h, w] in [0, 1] on the CPU, in the open scope; a gray picture has
   * three equal channels.
   */
  public Tensor rgb() {
    return rgb(0, 0, height, width);
  }

  /** A rectangle of {@link #rgb()}, without the rest. */
  public Tensor rgb(int top, int left, int rows, int columns) {
    return window(
        new Samples[] {colours[0], colours[gray() ? 0 : 1], colours[gray() ? 0 : 2]},
        top,
        left,
        rows,
        columns);
  }

  /** Alpha as float32 [1, 1, h, w] in [0, 1], 1 is opaque; null if there is none. */
  public Tensor alpha() {
    return alpha(0, 0, height, width);
  }

  /** A rectangle of {@link #alpha()}, without the rest. */
  public Tensor alpha(int top, int left, int rows, int columns) {
    return alpha == null ? null : window(new Samples[] {alpha}, top, left, rows, columns);
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

  private static Tensor mean(Tensor rgb) {
    Tensor clamped = Tensors.clamp(rgb.to(ScalarType.Float), 0, 1);
    return clamped.mean(new long[] {1}, true, new ScalarTypeOptional());
  }

  private static FloatPointer floats(Tensor tensor) {
    Tensor host = tensor.detach().to(new Device("cpu"), ScalarType.Float).contiguous();
    return new FloatPointer(host.data_ptr_float());
  }

  private static Samples quantise(FloatPointer from, long offset, int count, int depth) {
    Samples out = Samples.allocate(count, depth);
    float white = (1 << depth) - 1;
    float[] band = new float[Math.min(BAND, count)];
    for (int at = 0; at < count; at += band.length) {
      int n = Math.min(band.length, count - at);
      from.position(offset + at).get(band, 0, n);
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

  private Tensor window(Samples[] planes, int top, int left, int rows, int columns) {
    if (top < 0 || left < 0 || rows < 1 || columns < 1) {
      throw new IllegalArgumentException("no rectangle: " + top + ", " + left);
    }
    if (top + rows > height || left + columns > width) {
      throw new IllegalArgumentException(
          "%dx%d at %d, %d is not within %s".formatted(columns, rows, left, top, this));
    }
    Engine.start();
    float[] values = new float[white() + 1];
    for (int v = 0; v < values.length; v++) {
      values[v] = (float) v / white();
    }
    Tensor out =
        torch.empty(
            new long[] {1, planes.length, rows, columns},
            new TensorOptions(ScalarType.Float),
            new MemoryFormatOptional());
    FloatPointer to = new FloatPointer(out.data_ptr_float());
    float[] line = new float[columns];
    long position = 0;
    for (Samples plane : planes) {
      for (int y = 0; y < rows; y++) {
        int from = (top + y) * width + left;
        for (int x = 0; x < columns; x++) {
          line[x] = values[plane.get(from + x)];
        }
        to.position(position).put(line, 0, columns);
        position += columns;
      }
    }
    return out;
  }

  static void requireDepth(int depth) {
    if (depth != 8 && depth != 16) {
      throw new IllegalArgumentException("depth must be 8 or 16 bits, not " + depth);
    }
  }

  private static void requireShape(String what, Tensor tensor, int channels) {
    long[] shape = Tensors.shape(tensor);
    if (shape.length != 4
        || shape[0] != 1
        || shape[1] != channels
        || shape[2] < 1
        || shape[3] < 1) {
      throw new IllegalArgumentException(
          String.format(
              "%s must be [1, %d, h, w], not %s", what, channels, Arrays.toString(shape)));
    }
  }
}
