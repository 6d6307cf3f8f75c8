package io.github.resshift.image;

import java.util.Random;

/** Generated pictures for tests. */
final class Pictures {
  private Pictures() {}

  /** Independent random samples, so that every confusion of planes, rows or depth shows. */
  static Picture random(long seed, int width, int height, int depth, boolean gray, boolean alpha) {
    Random random = new Random(seed);
    Samples[] colours = new Samples[gray ? 1 : 3];
    for (int c = 0; c < colours.length; c++) {
      colours[c] = noise(random, width * height, depth);
    }
    Samples transparency = alpha ? noise(random, width * height, depth) : null;
    return new Picture(width, height, depth, colours, transparency);
  }

  private static Samples noise(Random random, int count, int depth) {
    Samples plane = Samples.allocate(count, depth);
    for (int i = 0; i < count; i++) {
      plane.set(i, random.nextInt(1 << depth));
    }
    return plane;
  }

  /** Smooth ramps, which lossy formats keep well. */
  static Picture ramps(int width, int height, int depth, boolean gray) {
    int white = (1 << depth) - 1;
    Samples[] colours = new Samples[gray ? 1 : 3];
    for (int c = 0; c < colours.length; c++) {
      colours[c] = Samples.allocate(width * height, depth);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double v = c == 0 ? x / (width - 1.0) : c == 1 ? y / (height - 1.0) : 0.5;
          colours[c].set(y * width + x, (int) Math.round(v * white));
        }
      }
    }
    return new Picture(width, height, depth, colours, null);
  }

  static double mean(Samples plane, int depth) {
    double sum = 0;
    for (int i = 0; i < plane.count(); i++) {
      sum += plane.get(i);
    }
    return sum / plane.count() * 255 / ((1 << depth) - 1);
  }
}
