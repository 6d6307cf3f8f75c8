package io.github.resshift.engine.tile;

/** A way to put a picture together from tiles. */
interface TiledRun {
  /**
   * The tiles of the part of a picture below a line.
   *
   * @param from where a tile may start: 0 or a multiple of the model's padding
   */
  TilePlan plan(LowQuality input, int from);

  /** Pieces of work of a plan. */
  int pieces(TilePlan plan);

  /** What the first piece is of the whole work of a plan. */
  default double firstShare(TilePlan plan) {
    return 1.0 / pieces(plan);
  }

  /**
   * Restores the part of a picture that a plan covers.
   *
   * @param sink takes the lines of the result
   */
  void run(LowQuality input, TilePlan plan, RowSink sink, Pieces pieces);
}
