package io.github.resshift.degrade;

import io.github.resshift.ResShiftException;
import java.util.Locale;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Tensor interpolation with half-pixel centres and without antialiasing (METHOD section 9, 17).
 * Thread-safe.
 */
public enum Interpolation {
  /** Adaptive average pooling. */
  AREA,
  /** Two by two neighbours. */
  BILINEAR,
  /** Keys cubic with a = -0.75; the border pixel is repeated. */
  BICUBIC,
  /** The pixel at floor(index * scale). */
  NEAREST;

  /** The interpolation with this name in configuration files. */
  public static Interpolation named(String name) {
    for (Interpolation mode : values()) {
      if (mode.configName().equals(name)) {
        return mode;
      }
    }
    throw new ResShiftException(
        "There is no resize mode '" + name + "'; use area, bilinear, bicubic or nearest.");
  }

  /** The name in configuration files. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Resizes by a factor: the result has floor(side * factor) pixels and is sampled at steps of
   * 1/factor exactly.
   *
   * @param image float32 [N, C, H, W]
   */
  public Tensor byFactor(Tensor image, double factor) {
    long height = (long) Math.floor(image.size(2) * factor);
    long width = (long) Math.floor(image.size(3) * factor);
    return resize(image, height, width, new DoubleOptional(factor));
  }

  /**
   * Resizes to a size, sampled at steps of in/out.
   *
   * @param image float32 [N, C, H, W]
   */
  public Tensor toSize(Tensor image, long height, long width) {
    return resize(image, height, width, new DoubleOptional());
  }

  private Tensor resize(Tensor image, long height, long width, DoubleOptional factor) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("cannot resize to " + width + "x" + height);
    }
    long[] size = {height, width};
    return switch (this) {
      case AREA -> torch.adaptive_avg_pool2d(image, size);
      case BILINEAR -> torch.upsample_bilinear2d(image, size, false, factor, factor);
      case BICUBIC -> torch.upsample_bicubic2d(image, size, false, factor, factor);
      case NEAREST -> torch.upsample_nearest2d(image, size, factor, factor);
    };
  }
}
