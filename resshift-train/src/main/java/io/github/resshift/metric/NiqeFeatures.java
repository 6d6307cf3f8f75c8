package io.github.resshift.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * The 36 natural scene statistics of every block of a picture (Mittal, Soundararajan and Bovik
 * 2013): 18 of the picture and 18 of the picture at half size. Luma is made free of local mean and
 * contrast; shapes and scales of its values and of the products of neighbours are the statistics.
 */
final class NiqeFeatures {
  static final int COUNT = 36;

  /** Side of a block in pixels. */
  static final int BLOCK = 96;

  private static final int HALF = COUNT / 2;

  /** Down and right, by which neighbours are shifted. */
  static final int[][] SHIFTS = {{0, 1}, {1, 0}, {1, 1}, {1, -1}};

  /**
   * A block.
   *
   * @param features the statistics; NaN where they do not exist, as in a flat block
   * @param sharpness mean local deviation in levels
   */
  record Block(double[] features, double sharpness) {}

  /** Luma without its local mean and contrast, and the local contrast. */
  private record Normalised(Plane values, Plane deviation) {}

  private NiqeFeatures() {}

  /** Whole blocks from the upper left corner on; the rest of the picture does not count. */
  static List<Block> of(Plane luma) {
    int rows = luma.height() / BLOCK;
    int columns = luma.width() / BLOCK;
    List<Block> blocks = new ArrayList<>();
    if (rows == 0 || columns == 0) {
      return blocks;
    }
    Plane whole = luma.part(0, 0, columns * BLOCK, rows * BLOCK);
    Normalised fine = normalise(whole);
    Normalised coarse = normalise(whole.halvedBicubic().inSinglePrecision());
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double[] features = new double[COUNT];
        describe(block(fine.values(), row, column, BLOCK), features, 0);
        describe(block(coarse.values(), row, column, BLOCK / 2), features, HALF);
        double sharpness = block(fine.deviation(), row, column, BLOCK).mean();
        blocks.add(new Block(features, sharpness));
      }
    }
    return blocks;
  }

  private static Plane block(Plane plane, int row, int column, int side) {
    return plane.part(column * side, row * side, side, side);
  }

  /**
   * Flat areas must come out as exactly 0, which has no sign: the last digits of sums of doubles
   * would give every pixel a random one. So sums are rounded to float32, which is also what the
   * published program computes in.
   */
  private static Normalised normalise(Plane luma) {
    Plane mean = blur(luma).inSinglePrecision();
    Plane power = blur(luma.with(luma, (a, b) -> a * b).inSinglePrecision()).inSinglePrecision();
    Plane deviation = power.with(mean, (s, m) -> Math.sqrt(Math.abs(s - (float) (m * m))));
    Plane centred = luma.with(mean, (x, m) -> x - m);
    return new Normalised(centred.with(deviation, (x, d) -> x / (d + 1)), deviation);
  }

  private static Plane blur(Plane plane) {
    return plane.extended(LocalContrast.REACH).correlate(LocalContrast.TAPS, LocalContrast.TAPS);
  }

  private static void describe(Plane block, double[] out, int at) {
    AsymmetricGaussian own = AsymmetricGaussian.of(block.values());
    out[at] = own.shape();
    out[at + 1] = (own.left() + own.right()) / 2;
    for (int s = 0; s < SHIFTS.length; s++) {
      AsymmetricGaussian pairs = AsymmetricGaussian.of(products(block, SHIFTS[s][0], SHIFTS[s][1]));
      int place = at + 2 + 4 * s;
      out[place] = pairs.shape();
      out[place + 1] = pairs.mean();
      out[place + 2] = pairs.left();
      out[place + 3] = pairs.right();
    }
  }

  /** Each value times its neighbour; at the block's border the neighbour is on the other side. */
  private static double[] products(Plane block, int down, int right) {
    int width = block.width();
    int height = block.height();
    double[] values = block.values();
    double[] out = new double[values.length];
    for (int y = 0; y < height; y++) {
      int row = Math.floorMod(y - down, height) * width;
      for (int x = 0; x < width; x++) {
        out[y * width + x] = values[y * width + x] * values[row + Math.floorMod(x - right, width)];
      }
    }
    return out;
  }
}
