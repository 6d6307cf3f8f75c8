package io.github.resshift.restore;

import io.github.resshift.engine.tile.TileBlend;
import io.github.resshift.engine.tile.TilePlan;
import io.github.resshift.engine.tile.TilePlan.Tile;
import org.bytedeco.pytorch.Tensor;

/**
 * As the published tool joins tiles: each runs a whole chain by itself, and finished tiles are
 * averaged with equal weights (docs/method.md section 6, step 4).
 */
final class PublishedTiling implements TiledRun {
  private static final int LINES = 64;

  private final Pipeline pipeline;
  private final Chain chain;
  private final Pipeline.Tiles tiles;

  PublishedTiling(Pipeline pipeline, Chain chain, Pipeline.Tiles tiles) {
    this.pipeline = pipeline;
    this.chain = chain;
    this.tiles = tiles;
  }

  @Override
  public int pieces(TilePlan plan) {
    return plan.count();
  }

  @Override
  public TilePlan plan(LowQuality input, int from) {
    return TilePlan.below(
        from, input.height(), input.width(), side(tiles.height()), side(tiles.width()));
  }

  private TilePlan.Side side(int size) {
    return new TilePlan.Side(size, size - Math.min(tiles.overlap(), size - 1));
  }

  @Override
  public void run(LowQuality input, TilePlan plan, RowSink sink, Work work) {
    TilePass.Grid grid = new TilePass.Grid(pipeline.model().scale(), 1, 3, LINES);
    try (TileBlend canvas = TilePass.canvas(plan, grid, false);
        TilePass pass =
            new TilePass(
                plan,
                grid,
                canvas,
                bottom -> {},
                tile -> single(input, tile),
                sink,
                row -> {},
                work)) {
      pass.reach(plan.height());
    }
  }

  private Tensor single(LowQuality input, Tile tile) {
    return pipeline.single(input.input(tile), input.mask(tile), chain, tile.top(), tile.left());
  }
}
