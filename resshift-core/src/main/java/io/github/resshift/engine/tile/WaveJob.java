package io.github.resshift.engine.tile;

import io.github.resshift.engine.Chain;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.nn.Norms;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * What a {@link Wave} makes of what.
 *
 * @param picture the low-quality picture
 * @param plan where tiles lie, in low-quality pixels
 * @param norms takes the statistics that tiles share
 * @param pieces counts what is done
 */
record WaveJob(
    LoadedModel model,
    Chain chain,
    LowQuality picture,
    TilePlan plan,
    PictureNorms norms,
    Pieces pieces) {
  /** Lines of a band that are kept or made at a time. */
  static final int LINES = 16;

  int scale() {
    return model.description().scale();
  }

  int factor() {
    return model.description().firstStage().factor();
  }

  /** Positions of the latent. */
  TilePass.Grid latents() {
    return new TilePass.Grid(
        scale(), factor(), model.description().firstStage().latentChannels(), LINES);
  }

  /** Pixels of the result. */
  TilePass.Grid pixels() {
    return new TilePass.Grid(scale(), 1, 3, LINES * factor());
  }

  /** The first line of all. */
  int top() {
    return plan.tops().get(0);
  }

  /** The bicubic enlargement of a tile. */
  Tensor enlarged(Tile tile) {
    return model.enlarge(picture.input(tile));
  }

  /** What a tile of a band of the latent holds. */
  Tensor read(RowBand band, Tile tile) {
    Tile at = tile.scaled(scale(), factor());
    return band.read(at.top(), at.left(), at.height(), at.width());
  }

  /** The predicted latent of a tile. */
  Tensor predict(int t, RowBand x, LowEnd y, Tile tile) {
    return chain
        .sampler()
        .predict(
            read(x, tile), y.of(tile), t, model.network(picture.input(tile), picture.mask(tile)));
  }

  /** The noisy beginning of the chain. */
  Tensor start(int top, Tensor y) {
    return chain.sampler().start(y, chain.at(top, 0));
  }

  /** The statistics of a network on the whole picture. */
  Norms gathered(Function<Tile, Tensor> piece, BiFunction<Tensor, Norms, Tensor> network) {
    pieces.begin();
    Norms statistics = TileStatistics.of(plan, model.latentStep(), piece, network);
    pieces.end();
    return statistics;
  }
}
