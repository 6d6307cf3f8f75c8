package io.github.resshift.engine.tile;

import io.github.resshift.engine.tile.TilePlan.Side;
import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.nn.Norms;
import io.github.resshift.nn.SharedNorms;
import io.github.resshift.nn.SharedNorms.Core;
import io.github.resshift.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Statistics of normalisation that all tiles of a picture share, so that a tile's tone does not
 * depend on what else is in it (docs/performance.md). They are gathered from pieces of the picture
 * that together are as large as one tile, and so need no more memory and time; {@link TypicalTiles}
 * chooses pieces that stand for the whole picture.
 */
public final class TileStatistics {
  /** Pieces along a side of a tile. More and smaller ones would be mostly rim. */
  private static final int PIECES = 2;

  /** The share of a piece's side beside a cut that does not count. */
  private static final double RIM = 0.25;

  private TileStatistics() {}

  /**
   * The statistics of a network on the area that a plan covers; its own where that is one tile.
   *
   * @param grid pieces begin at multiples of it and have such sides
   * @param piece the part of the network's input that a rectangle of the plan stands for, [1, C, h,
   *     w]
   * @param network what is applied to the tiles
   */
  public static Norms of(
      TilePlan plan,
      int grid,
      Function<Tile, Tensor> piece,
      BiFunction<Tensor, Norms, Tensor> network) {
    if (plan.count() == 1) {
      return Norms.OWN;
    }
    int top = plan.tops().get(0);
    Side rows = side(plan.tileHeight(), grid);
    Side columns = side(plan.tileWidth(), grid);
    List<Tile> all = TilePlan.below(top, plan.height(), plan.width(), rows, columns).tiles();
    SharedNorms shared = new SharedNorms();
    List<Core> cores = new ArrayList<>();
    try (var scope = Scope.open()) {
      TensorVector pieces = new TensorVector();
      for (Tile tile : TypicalTiles.of(all, PIECES * PIECES, piece)) {
        pieces.push_back(piece.apply(tile));
        cores.add(
            new Core(
                tile.top() == top ? 0 : RIM,
                tile.left() == 0 ? 0 : RIM,
                tile.top() + tile.height() == plan.height() ? 1 : 1 - RIM,
                tile.left() + tile.width() == plan.width() ? 1 : 1 - RIM));
      }
      network.apply(torch.cat(pieces, 0), shared.gathering(cores));
    }
    return shared;
  }

  private static Side side(int tile, int grid) {
    int size = Math.max(grid, tile / PIECES / grid * grid);
    return new Side(size, size);
  }
}
