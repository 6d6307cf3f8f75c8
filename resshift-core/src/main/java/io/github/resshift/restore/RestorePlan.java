package io.github.resshift.restore;

import java.util.List;

/**
 * How a picture is going to be worked on.
 *
 * @param tiles in pixels of the input, padding included; those of the part that is left
 * @param tiling how they become one picture
 * @param steps of sampling
 * @param pieces of work, as progress counts them: tiles times steps, or times views
 * @param firstShare what the first piece is of all the work on the picture, above 0 and at most 1.
 *     With an autoencoder, whose pieces differ, it is told by the operations of the published one.
 *     As many of the next pieces as there are tiles are as large.
 * @param bytes that this needs beside what the process has already, estimated
 * @param resumed whether memory ran out with larger tiles, and the rest goes on with these
 */
public record RestorePlan(
    Tiles tiles,
    Tiling tiling,
    int steps,
    int pieces,
    double firstShare,
    long bytes,
    boolean resumed) {
  /**
   * Where tiles lie: every row of them has the same columns. Immutable.
   *
   * @param tops first lines of the rows of tiles, rising
   * @param lefts first columns of the columns of tiles, rising
   * @param height of every tile
   * @param width of every tile
   */
  public record Tiles(List<Integer> tops, List<Integer> lefts, int height, int width) {
    /** Copies the lists. */
    public Tiles {
      tops = List.copyOf(tops);
      lefts = List.copyOf(lefts);
    }

    /** Number of tiles. */
    public int count() {
      return tops.size() * lefts.size();
    }
  }

  /** The same as a part of more work, of which it is such a share. */
  RestorePlan within(double share) {
    return new RestorePlan(tiles, tiling, steps, pieces, share * firstShare, bytes, resumed);
  }
}
