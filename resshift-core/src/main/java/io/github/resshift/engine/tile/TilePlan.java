package io.github.resshift.engine.tile;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the tiles of a picture lie: in every row of tiles the same columns. Starts are 0, stride, 2
 * stride, ...; a start whose tile would stick out is moved so that the tile ends with the picture,
 * so tiles differ in overlap but not in size (docs/method.md section 6, step 4). Immutable.
 *
 * @param height of the picture
 * @param width of the picture
 * @param tileHeight of every tile
 * @param tileWidth of every tile
 * @param tops first lines of the rows of tiles, rising
 * @param lefts first columns of the columns of tiles, rising
 */
public record TilePlan(
    int height, int width, int tileHeight, int tileWidth, List<Integer> tops, List<Integer> lefts) {
  /** Copies the lists. */
  public TilePlan {
    tops = List.copyOf(tops);
    lefts = List.copyOf(lefts);
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

    /** The same rectangle so many lines further down. */
    public Tile down(int lines) {
      return new Tile(top + lines, left, height, width);
    }
  }

  /**
   * The plan for a picture with square tiles.
   *
   * @param size side of a tile; a picture that is smaller is one smaller tile
   * @param stride distance of neighbouring tiles, 1..size
   */
  public static TilePlan of(int height, int width, int size, int stride) {
    return new TilePlan(
        height,
        width,
        Math.min(size, height),
        Math.min(size, width),
        starts(height, size, stride),
        starts(width, size, stride));
  }

  /**
   * The plan for the part of a picture below a line, in the coordinates of the whole picture.
   *
   * @param from first line to cover
   * @param rows how lines are cut, for the part
   * @param columns how columns are cut
   */
  public static TilePlan below(int from, int height, int width, Side rows, Side columns) {
    List<Integer> tops =
        starts(height - from, rows.size(), rows.stride()).stream().map(top -> top + from).toList();
    return new TilePlan(
        height,
        width,
        Math.min(rows.size(), height - from),
        Math.min(columns.size(), width),
        tops,
        starts(width, columns.size(), columns.stride()));
  }

  /**
   * How one direction is cut.
   *
   * @param size length of a tile
   * @param stride distance of neighbouring tiles, 1..size
   */
  public record Side(int size, int stride) {}

  /** The tiles, row by row. */
  public List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    for (int row = 0; row < tops.size(); row++) {
      tiles.addAll(row(row));
    }
    return tiles;
  }

  /** The tiles of one row from left to right. */
  public List<Tile> row(int row) {
    return lefts.stream()
        .map(left -> new Tile(tops.get(row), left, tileHeight, tileWidth))
        .toList();
  }

  /** How many tiles there are. */
  public int count() {
    return tops.size() * lefts.size();
  }

  /** The line below the last one that no later row of tiles reaches: it is final after the row. */
  public int finalAfter(int row) {
    return row + 1 < tops.size() ? tops.get(row + 1) : height;
  }

  /** The most lines that a row of tiles shares with the next one. */
  public int sharedLines() {
    int most = 0;
    for (int row = 0; row + 1 < tops.size(); row++) {
      most = Math.max(most, tops.get(row) + tileHeight - tops.get(row + 1));
    }
    return most;
  }

  /**
   * The smallest tile that covers a side with as few tiles as the largest one does: else the last
   * tile, moved back to the border, would mostly repeat the one before.
   *
   * @param largest length of a tile at most
   * @param overlap what neighbours share at least, less than {@code largest}
   * @param multiple the length must be a multiple of this, as {@code largest} is
   */
  public static int even(int length, int largest, int overlap, int multiple) {
    if (length <= largest) {
      return length;
    }
    int count = ceilDiv(length - overlap, largest - overlap);
    int size = ceilDiv(length + (count - 1) * overlap, count);
    return Math.min(largest, ceilDiv(size, multiple) * multiple);
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
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
