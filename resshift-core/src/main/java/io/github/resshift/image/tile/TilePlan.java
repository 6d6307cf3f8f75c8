package io.github.resshift.image.tile;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the tiles of a picture lie. Starts are 0, stride, 2 stride, ...; a start whose tile would
 * stick out is moved so that the tile ends with the picture, so tiles differ in overlap but not in
 * size (METHOD section 6, step 4). Immutable.
 *
 * @param height of the picture
 * @param width of the picture
 * @param tiles row by row
 */
public record TilePlan(int height, int width, List<Tile> tiles) {
  /** Copies the list. */
  public TilePlan {
    tiles = List.copyOf(tiles);
  }

  /** A rectangle of a picture, in whatever grid the picture has. */
  public record Tile(int top, int left, int height, int width) {
    /** The same place on a grid that is {@code numerator / denominator} times as fine. */
    public Tile scaled(int numerator, int denominator) {
      return new Tile(
          top * numerator / denominator,
          left * numerator / denominator,
          height * numerator / denominator,
          width * numerator / denominator);
    }
  }

  /**
   * The plan for a picture.
   *
   * @param size side of a tile; a picture that is smaller is one smaller tile
   * @param stride distance of neighbouring tiles, 1..size
   */
  public static TilePlan of(int height, int width, int size, int stride) {
    List<Tile> tiles = new ArrayList<>();
    for (int top : starts(height, size, stride)) {
      for (int left : starts(width, size, stride)) {
        tiles.add(new Tile(top, left, Math.min(size, height), Math.min(size, width)));
      }
    }
    return new TilePlan(height, width, tiles);
  }

  /** The starts along one side. */
  static List<Integer> starts(int length, int size, int stride) {
    if (length < 1 || size < 1 || stride < 1 || stride > size) {
      throw new IllegalArgumentException(
          "a plan needs length >= 1 and 1 <= stride <= size, not length "
              + length
              + ", size "
              + size
              + ", stride "
              + stride);
    }
    List<Integer> starts = new ArrayList<>();
    int last = Math.max(0, length - size);
    for (int start = 0; start < length; start += stride) {
      int moved = Math.min(start, last);
      if (starts.isEmpty() || starts.get(starts.size() - 1) != moved) {
        starts.add(moved);
      }
    }
    return starts;
  }
}
