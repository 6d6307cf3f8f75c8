package io.github.resshift.degrade;

import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Changes of brightness, contrast, saturation and hue of one picture in random order, as the face
 * training has them. Pictures are float32 CPU [1, 3, H, W] in [0, 1]. Immutable and thread-safe.
 *
 * @param brightness factors; 1 changes nothing
 * @param contrast factors; 1 changes nothing
 * @param saturation factors; 1 changes nothing
 * @param hue turns of the colour circle; 0 changes nothing
 */
record ColorJitter(Range brightness, Range contrast, Range saturation, Range hue) {
  /** The published ranges. */
  public static final ColorJitter PUBLISHED =
      new ColorJitter(
          new Range(0.5, 1.5), new Range(0.5, 1.5), new Range(0, 1.5), new Range(-0.1, 0.1));

  private static final float[] LUMA = {0.2989f, 0.587f, 0.114f};

  /** Draws the order, then each amount when its turn comes. */
  public Tensor apply(Tensor image, Draws draws) {
    Tensor out = image;
    for (int kind : draws.permutation("jitter_order", 4)) {
      out =
          switch (kind) {
            case 0 -> brighten(out, draw(draws, "brightness", brightness));
            case 1 -> contrast(out, draw(draws, "contrast", contrast));
            case 2 -> saturate(out, draw(draws, "saturation", saturation));
            default -> turnHue(out, draw(draws, "hue", hue));
          };
    }
    return out;
  }

  private static double draw(Draws draws, String name, Range range) {
    return draws.uniform(name, range.low(), range.high());
  }

  static Tensor brighten(Tensor image, double factor) {
    return Scope.keep(() -> Tensors.clamp(image.mul(new Scalar((float) factor)), 0, 1));
  }

  static Tensor contrast(Tensor image, double factor) {
    return Scope.keep(() -> blend(image, gray(image).mean(), factor));
  }

  static Tensor saturate(Tensor image, double factor) {
    return Scope.keep(() -> blend(image, gray(image), factor));
  }

  /** Turns the hue in HSV space. */
  static Tensor turnHue(Tensor image, double turn) {
    float[] values = Tensors.floats(image);
    int plane = values.length / 3;
    float[] rgb = new float[3];
    for (int i = 0; i < plane; i++) {
      rgb[0] = values[i];
      rgb[1] = values[plane + i];
      rgb[2] = values[2 * plane + i];
      turn(rgb, turn);
      values[i] = rgb[0];
      values[plane + i] = rgb[1];
      values[2 * plane + i] = rgb[2];
    }
    return Tensors.of(values, Tensors.shape(image));
  }

  private static void turn(float[] rgb, double turn) {
    float r = rgb[0];
    float g = rgb[1];
    float b = rgb[2];
    float max = Math.max(r, Math.max(g, b));
    float min = Math.min(r, Math.min(g, b));
    float chroma = max - min;
    if (chroma == 0) {
      return;
    }
    float saturation = chroma / max;
    float fromR = (max - r) / chroma;
    float fromG = (max - g) / chroma;
    float fromB = (max - b) / chroma;
    float sixth;
    if (max == r) {
      sixth = fromB - fromG;
    } else if (max == g) {
      sixth = 2 + fromR - fromB;
    } else {
      sixth = 4 + fromG - fromR;
    }
    double hue = sixth / 6 + 1 + turn;
    hue -= Math.floor(hue);
    int sector = (int) Math.floor(hue * 6);
    float rest = (float) (hue * 6 - sector);
    float p = unit(max * (1 - saturation));
    float q = unit(max * (1 - saturation * rest));
    float t = unit(max * (1 - saturation * (1 - rest)));
    switch (sector % 6) {
      case 0 -> set(rgb, max, t, p);
      case 1 -> set(rgb, q, max, p);
      case 2 -> set(rgb, p, max, t);
      case 3 -> set(rgb, p, q, max);
      case 4 -> set(rgb, t, p, max);
      default -> set(rgb, max, p, q);
    }
  }

  private static void set(float[] rgb, float r, float g, float b) {
    rgb[0] = r;
    rgb[1] = g;
    rgb[2] = b;
  }

  private static float unit(float value) {
    return Math.max(0, Math.min(1, value));
  }

  private static Tensor gray(Tensor image) {
    return image
        .mul(Tensors.of(LUMA, 1, 3, 1, 1))
        .sum(new long[] {1}, true, new ScalarTypeOptional());
  }

  private static Tensor blend(Tensor image, Tensor other, double share) {
    Tensor mixed =
        image.mul(new Scalar((float) share)).add(other.mul(new Scalar((float) (1 - share))));
    return Tensors.clamp(mixed, 0, 1);
  }
}
