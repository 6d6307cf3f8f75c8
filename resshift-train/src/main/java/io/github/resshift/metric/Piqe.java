package io.github.resshift.metric;

import org.bytedeco.pytorch.Tensor;

/**
 * Perception based image quality evaluator (Venkatanath et al. 2015): a picture without its local
 * mean and contrast is looked at in blocks of 16x16; of those that are not flat, stretches of a
 * border without any change tell of blocking and blur, and a middle that differs little from what
 * is around it tells of noise. 0 to 100, lower is better; nothing is learnt. Thread-safe.
 */
public final class Piqe {
  private static final int BLOCK = 16;

  /** Pixels of a border that are looked at together. */
  private static final int STRETCH = 6;

  /** Variance from which a block counts, and deviation below which a stretch has no change. */
  private static final double ACTIVE = 0.1;

  private static final double STILL = 0.1;

  /** The two columns in the middle of a block. */
  private static final int MIDDLE = 7;

  private Piqe() {}

  /**
   * For one picture [1, 3, h, w] in [0, 1], on the gray of its 8-bit colours.
   *
   * @param border pixels that are cut from every side first
   * @return 100 where no block has texture
   */
  public static double of(Tensor rgb, int border) {
    if (rgb.size(0) != 1) {
      throw new IllegalArgumentException("one picture is expected, not " + rgb.size(0));
    }
    Plane gray = whole(Luma.gray(rgb, border));
    Plane normalised = LocalContrast.removed(gray, gray.extended(LocalContrast.REACH));
    double distorted = 0;
    int active = 0;
    for (int top = 0; top < gray.height(); top += BLOCK) {
      for (int left = 0; left < gray.width(); left += BLOCK) {
        Plane block = normalised.part(left, top, BLOCK, BLOCK);
        double variance = variance(block.values());
        if (variance > ACTIVE) {
          active++;
          distorted += (still(block) ? 1 - variance : 0) + (noisy(block, variance) ? variance : 0);
        }
      }
    }
    return (distorted + 1) / (active + 1) * 100;
  }

  /** With the last rows and columns mirrored until whole blocks cover the picture. */
  private static Plane whole(Plane gray) {
    int width = (gray.width() + BLOCK - 1) / BLOCK * BLOCK;
    int height = (gray.height() + BLOCK - 1) / BLOCK * BLOCK;
    Plane out = Plane.empty(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        out.values()[y * width + x] =
            gray.values()[mirrored(y, gray.height()) * gray.width() + mirrored(x, gray.width())];
      }
    }
    return out;
  }

  private static int mirrored(int i, int size) {
    int at = i % (2 * size);
    return at < size ? at : 2 * size - 1 - at;
  }

  private static boolean still(Plane block) {
    double[] stretch = new double[STRETCH];
    for (int side = 0; side < 4; side++) {
      for (int from = 0; from + STRETCH <= BLOCK; from++) {
        for (int i = 0; i < STRETCH; i++) {
          stretch[i] = onBorder(block, side, from + i);
        }
        if (Math.sqrt(variance(stretch)) < STILL) {
          return true;
        }
      }
    }
    return false;
  }

  private static double onBorder(Plane block, int side, int i) {
    int last = BLOCK - 1;
    return switch (side) {
      case 0 -> block.values()[i];
      case 1 -> block.values()[last * BLOCK + i];
      case 2 -> block.values()[i * BLOCK];
      default -> block.values()[i * BLOCK + last];
    };
  }

  private static boolean noisy(Plane block, double variance) {
    double deviation = Math.sqrt(variance);
    double[] middle = new double[2 * BLOCK];
    double[] around = new double[BLOCK * (BLOCK - 2)];
    int inside = 0;
    int outside = 0;
    for (int i = 0; i < block.values().length; i++) {
      int x = i % BLOCK;
      if (x == MIDDLE || x == MIDDLE + 1) {
        middle[inside++] = block.values()[i];
      } else {
        around[outside++] = block.values()[i];
      }
    }
    double ratio = Math.sqrt(variance(middle) / variance(around));
    double contrast = Double.isNaN(ratio) ? 0 : ratio;
    return deviation > 2 * Math.abs(deviation - contrast) / Math.max(deviation, contrast);
  }

  /** With one degree of freedom less than there are values. */
  private static double variance(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return squares / (values.length - 1);
  }
}
