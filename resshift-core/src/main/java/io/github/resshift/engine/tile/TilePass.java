package io.github.resshift.engine.tile;

import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.tensor.Scope;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.Tensor;

/**
 * One function on all tiles of a picture, row by row, blended. Lines that no later row of tiles
 * touches go to the sink at once, so that nothing but a row of tiles is kept. Used by one thread.
 */
final class TilePass implements RowStage, AutoCloseable {
  /** What is done with each tile. */
  @FunctionalInterface
  interface TileFunction {
    /**
     * The result for a tile.
     *
     * @param tile in low-quality pixels
     * @return float32 CPU [1, channels, height, width] on the grid of the pass
     */
    Tensor of(Tile tile);
  }

  /**
   * The grid of the results.
   *
   * @param numerator of the positions a low-quality pixel and side
   * @param denominator of the same
   * @param channels of a position
   * @param lines to hand on at a time
   */
  record Grid(int numerator, int denominator, int channels, int lines) {
    int of(int lowQuality) {
      return lowQuality * numerator / denominator;
    }
  }

  private final TilePlan plan;
  private final Grid grid;
  private final TileBlend canvas;
  private final TileBlend.Rest rest;
  private final RowStage before;
  private final TileFunction function;
  private final RowSink sink;
  private final IntConsumer release;
  private final Pieces pieces;
  private int row;
  private int finished;

  /**
   * A pass that has not begun.
   *
   * @param canvas of the height of a tile and the width of the picture on the grid; passes that
   *     follow each other share it
   * @param before makes what the function reads
   * @param sink takes the lines on the grid
   * @param release is told the low-quality line above which nothing is read any more
   */
  TilePass(
      TilePlan plan,
      Grid grid,
      TileBlend canvas,
      RowStage before,
      TileFunction function,
      RowSink sink,
      IntConsumer release,
      Pieces pieces) {
    this.plan = plan;
    this.grid = grid;
    this.canvas = canvas;
    this.rest =
        new TileBlend.Rest(1, grid.channels(), grid.of(plan.sharedLines()), grid.of(plan.width()));
    this.before = before;
    this.function = function;
    this.sink = sink;
    this.release = release;
    this.pieces = pieces;
    this.finished = plan.tops().get(0);
  }

  /** A canvas for the passes of a plan. */
  static TileBlend canvas(TilePlan plan, Grid grid, boolean smooth) {
    int height = grid.of(plan.tileHeight());
    int width = grid.of(plan.width());
    return smooth
        ? TileBlend.smooth(1, grid.channels(), height, width)
        : TileBlend.uniform(1, grid.channels(), height, width);
  }

  @Override
  public void reach(int bottom) {
    while (finished < bottom) {
      makeRow();
    }
  }

  private void makeRow() {
    int top = plan.tops().get(row);
    before.reach(top + plan.tileHeight());
    int end = plan.finalAfter(row);
    if (plan.count() == 1) {
      single(plan.row(0).get(0));
    } else {
      blend(top, end);
    }
    finished = end;
    row++;
    release.accept(end);
  }

  /** A single tile is its own result: dividing by its weight would only round it. */
  private void single(Tile tile) {
    try (var scope = Scope.open()) {
      Tensor whole = made(tile);
      handOn(grid.of(tile.top()), grid.of(tile.height()), whole);
    }
  }

  private void blend(int top, int end) {
    int first = grid.of(top);
    canvas.begin(rest);
    for (Tile tile : plan.row(row)) {
      try (var scope = Scope.open()) {
        Tensor result = made(tile);
        canvas.add(result, tile.scaled(grid.numerator(), grid.denominator()).down(-first));
      }
    }
    int done = grid.of(end) - first;
    handOn(first, done, null);
    if (row + 1 < plan.tops().size()) {
      canvas.leave(done, grid.of(top + plan.tileHeight()) - grid.of(end), rest);
    }
  }

  private Tensor made(Tile tile) {
    pieces.begin();
    Tensor result = function.of(tile);
    pieces.end();
    return result;
  }

  private void handOn(int top, int count, Tensor whole) {
    for (int at = 0; at < count; at += grid.lines()) {
      int lines = Math.min(grid.lines(), count - at);
      try (var scope = Scope.open()) {
        Tensor part = whole == null ? canvas.result(at, lines) : whole.narrow(2, at, lines);
        sink.accept(top + at, part);
      }
    }
  }

  @Override
  public void close() {
    rest.close();
  }
}
