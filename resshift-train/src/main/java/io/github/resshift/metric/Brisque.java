package io.github.resshift.metric;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.bytedeco.pytorch.Tensor;

/**
 * Blind and referenceless image spatial quality evaluator (Mittal, Moorthy and Bovik 2012): 36
 * natural scene statistics of gray at two sizes, and a support vector regression that was trained
 * on opinions of people. About 0 to 100, lower is better. Thread-safe.
 *
 * <p>The regression, {@code brisque.svm}, and the ranges of its features, {@code brisque.range}, in
 * the formats of LIBSVM, are those of the Python package brisque 0.2.0 (Apache-2.0).
 */
public final class Brisque {
  private static final int COUNT = 36;
  private static final int HALF = COUNT / 2;
  private static final int MIN_SIDE = 16;

  /** A cubic with a = -0.75 between two pixels: how OpenCV makes half of a picture. */
  private static final double[] CUBIC = {-3 / 32.0, 19 / 32.0, 19 / 32.0, -3 / 32.0};

  private static final SupportVectors REGRESSION = regression();

  private Brisque() {}

  /**
   * For one picture [1, 3, h, w] in [0, 1], on the gray of its 8-bit colours.
   *
   * @param border pixels that are cut from every side first
   * @throws IllegalArgumentException for less than 16 pixels, and for pictures without any texture
   */
  public static double of(Tensor rgb, int border) {
    if (rgb.size(0) != 1) {
      throw new IllegalArgumentException("one picture is expected, not " + rgb.size(0));
    }
    Plane gray = Luma.gray(rgb, border);
    if (gray.width() < MIN_SIDE || gray.height() < MIN_SIDE) {
      throw new IllegalArgumentException(
          String.format(
              "BRISQUE needs pictures of at least %dx%d pixels, not %dx%d",
              MIN_SIDE, MIN_SIDE, gray.width(), gray.height()));
    }
    double[] features = features(gray);
    if (!MultivariateGaussian.complete(features)) {
      throw new IllegalArgumentException("BRISQUE needs a picture that is not flat");
    }
    return REGRESSION.value(features);
  }

  /** The statistics; an odd last row or column does not count at half size. */
  static double[] features(Plane gray) {
    double[] features = new double[COUNT];
    describe(gray, features, 0);
    Plane even = gray.part(0, 0, gray.width() / 2 * 2, gray.height() / 2 * 2);
    describe(halved(even), features, HALF);
    return features;
  }

  private static void describe(Plane levels, double[] out, int at) {
    Plane normalised = LocalContrast.removed(levels, levels.withZeros(LocalContrast.REACH));
    out[at] = AsymmetricGaussian.symmetricShape(normalised.values());
    out[at + 1] = normalised.with(normalised, (a, b) -> a * b).mean();
    int place = at + 2;
    for (int[] shift : NiqeFeatures.SHIFTS) {
      AsymmetricGaussian pairs = AsymmetricGaussian.of(products(normalised, shift[0], shift[1]));
      double[] deviations = pairs.deviations();
      out[place++] = pairs.shape();
      out[place++] = pairs.mean();
      out[place++] = deviations[0] * deviations[0];
      out[place++] = deviations[1] * deviations[1];
    }
  }

  /** Without antialiasing: the regression was made with such halves. */
  private static Plane halved(Plane even) {
    Plane between = even.extended(1).correlate(CUBIC, CUBIC);
    Plane out = Plane.empty(even.width() / 2, even.height() / 2);
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        out.values()[y * out.width() + x] = between.values()[2 * y * between.width() + 2 * x];
      }
    }
    return out;
  }

  /** Each value times its neighbour, where there is one. */
  private static double[] products(Plane plane, int down, int right) {
    int width = plane.width() - Math.abs(right);
    int height = plane.height() - down;
    double[] out = new double[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int left = x + Math.max(0, -right);
        out[y * width + x] =
            plane.values()[y * plane.width() + left]
                * plane.values()[(y + down) * plane.width() + left + right];
      }
    }
    return out;
  }

  static SupportVectors regression() {
    return SupportVectors.read(resource("brisque.svm"), resource("brisque.range"), COUNT);
  }

  private static String resource(String name) {
    try (InputStream in = Brisque.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("the library is incomplete: " + name, e);
    }
  }
}
