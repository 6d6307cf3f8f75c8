package io.github.resshift.engine.tile;

import io.github.resshift.engine.Chain;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.View;
import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Each tile runs a whole chain by itself, and finished tiles are blended. Two cases need no more
 * than that: comparing with the published tool, which averages with equal weights (docs/method.md
 * section 6, step 4), and networks whose positions depend on a bounded neighbourhood, whose tiles
 * agree where they overlap but for a rim, which smooth weights leave out. A guide then runs once
 * for each tile and nothing of it has to be kept between steps.
 */
final class ChainTiling implements TiledRun {
  private static final int LINES = 64;

  private final LoadedModel model;
  private final Chain chain;
  private final TileCut tiles;
  private final boolean smooth;

  /**
   * A way to join tiles.
   *
   * @param smooth whether weights fall to the rim of a tile, else all are equal
   */
  ChainTiling(LoadedModel model, Chain chain, TileCut tiles, boolean smooth) {
    this.model = model;
    this.chain = chain;
    this.tiles = tiles;
    this.smooth = smooth;
  }

  @Override
  public int pieces(TilePlan plan) {
    return plan.count() * chain.views();
  }

  @Override
  public TilePlan plan(LowQuality input, int from) {
    return TilePlan.below(
        from,
        input.height(),
        input.width(),
        side(input.height() - from, tiles.height()),
        side(input.width(), tiles.width()));
  }

  private TilePlan.Side side(int length, int wanted) {
    int overlap = Math.min(tiles.overlap(), wanted - 1);
    int size =
        smooth
            ? TilePlan.even(length, wanted, overlap, model.description().paddingOffset())
            : wanted;
    return new TilePlan.Side(size, Math.max(1, size - overlap));
  }

  @Override
  public void run(LowQuality input, TilePlan plan, RowSink sink, Pieces pieces) {
    TilePass.Grid grid = new TilePass.Grid(model.description().scale(), 1, 3, LINES);
    try (TileBlend canvas = TilePass.canvas(plan, grid, smooth);
        TilePass pass =
            new TilePass(
                plan,
                grid,
                canvas,
                bottom -> {},
                tile -> made(input, tile, pieces),
                sink,
                row -> {},
                pieces)) {
      pass.reach(plan.height());
    }
  }

  private Tensor made(LowQuality input, Tile tile, Pieces pieces) {
    return chain.views() == 1
        ? single(input, tile, View.UPRIGHT)
        : Scope.keep(() -> mean(input, tile, pieces));
  }

  /** The mean of all views, each a piece of work; the pass counts the last one. */
  private Tensor mean(LowQuality input, Tile tile, Pieces pieces) {
    int scale = model.description().scale();
    // It is there before the first run: behind that it would split the memory that is free again.
    Tensor sum = torch.zeros(1, 3, (long) tile.height() * scale, (long) tile.width() * scale);
    int left = chain.views();
    for (View view : View.first(chain.views())) {
      try (var scope = Scope.open()) {
        sum.add_(single(input, tile, view));
      }
      if (--left > 0) {
        pieces.end();
        pieces.begin();
      }
    }
    return sum.div_(new Scalar(chain.views()));
  }

  private Tensor single(LowQuality input, Tile tile, View view) {
    return model.single(input.input(tile), input.mask(tile), chain, view, tile.top(), tile.left());
  }
}
