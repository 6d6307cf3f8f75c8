package io.github.resshift.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Changes of size and border of [n, c, h, w] tensors (docs/method.md sections 6 and 9). Pixel
 * centres are at half-integers (align_corners = false) and nothing is antialiased or clamped, so
 * bicubic values may leave the range of the input. All methods are thread-safe, work on any device
 * and return a new tensor of the input's type in the open scope.
 */
public final class Interpolate {
  /** How a value between the pixels is made. */
  public enum Mode {
    /** The pixel at floor(index * step). */
    NEAREST,
    /** Linear in both directions, border pixels repeated. */
    BILINEAR,
    /** Cubic convolution with a = -0.75, border pixels repeated. */
    BICUBIC,
    /** The mean over the box of the target pixel (adaptive average pooling). */
    AREA;

    /**
     * The mode with this lower-case name.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static Mode of(String name) {
      for (Mode mode : values()) {
        if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
          return mode;
        }
      }
      throw new IllegalArgumentException(
          "interpolation must be nearest, bilinear, bicubic or area, not '" + name + "'");
    }
  }

  static {
    Engine.start();
  }

  private Interpolate() {}

  /** Enlarges height and width {@code factor} times, bicubic; a factor of 1 gives a copy. */
  public static Tensor bicubicUp(Tensor image, int factor) {
    if (factor < 1) {
      throw new IllegalArgumentException("factor must be at least 1, not " + factor);
    }
    return factor == 1 ? image.clone() : byFactor(image, Mode.BICUBIC, factor);
  }

  /**
   * Scales by a factor: the result has floor(side * factor) pixels a side, and positions are taken
   * at steps of 1/factor itself, not at the ratio of the rounded sides (docs/method.md section 9,
   * item 17).
   *
   * @throws IllegalArgumentException if a side of the result would be 0
   */
  public static Tensor byFactor(Tensor image, Mode mode, double factor) {
    if (!(factor > 0)) {
      throw new IllegalArgumentException("factor must be above 0, not " + factor);
    }
    long height = (long) Math.floor(image.size(2) * factor);
    long width = (long) Math.floor(image.size(3) * factor);
    return resize(image, mode, height, width, new DoubleOptional(factor));
  }

  /** Scales to a size: positions are taken at steps of the ratio of the sides. */
  public static Tensor toSize(Tensor image, Mode mode, long height, long width) {
    return resize(image, mode, height, width, new DoubleOptional());
  }

  private static Tensor resize(
      Tensor image, Mode mode, long height, long width, DoubleOptional factor) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          String.format(
              "a picture of %dx%d cannot be resized to %dx%d",
              image.size(3), image.size(2), width, height));
    }
    long[] size = {height, width};
    return switch (mode) {
      case NEAREST -> torch.upsample_nearest2d(image, size, factor, factor);
      case BILINEAR -> torch.upsample_bilinear2d(image, size, false, factor, factor);
      case BICUBIC -> torch.upsample_bicubic2d(image, size, false, factor, factor);
      case AREA -> torch.adaptive_avg_pool2d(image, size);
    };
  }

  /**
   * Pads on the right and at the bottom by reflection without repeating the border pixel. Where the
   * pad is wider than the picture the reflection is reflected again, so any size works
   * (docs/method.md section 9, item 13); a side of one pixel repeats it.
   */
  public static Tensor reflectPad(Tensor image, long right, long bottom) {
    return reflectPad(image, 0, right, 0, bottom);
  }

  /** Pads all four sides by reflection, as {@link #reflectPad(Tensor, long, long)}. */
  public static Tensor reflectPad(Tensor image, long left, long right, long top, long bottom) {
    if (left < 0 || right < 0 || top < 0 || bottom < 0) {
      throw new IllegalArgumentException(
          "pads must not be negative: " + left + ", " + right + ", " + top + ", " + bottom);
    }
    return Scope.keep(
        () -> {
          Tensor rows =
              indices(image.size(2), top, bottom).to(image.device(), torch.ScalarType.Long);
          Tensor columns =
              indices(image.size(3), left, right).to(image.device(), torch.ScalarType.Long);
          return image.index_select(2, rows).index_select(3, columns);
        });
  }

  private static Tensor indices(long side, long before, long after) {
    if (side < 1) {
      throw new IllegalArgumentException("an empty picture cannot be padded");
    }
    long[] out = new long[Math.toIntExact(before + side + after)];
    long period = Math.max(1, 2 * (side - 1));
    for (int i = 0; i < out.length; i++) {
      long phase = Math.floorMod(i - before, period);
      out[i] = Math.min(phase, period - phase); // a side of 1 has period 1: always 0
    }
    return Tensors.of(out, out.length);
  }
}
