package io.github.resshift.engine.tile;

import io.github.resshift.engine.Chain;
import io.github.resshift.engine.LoadedModel;

/**
 * One chain over a whole picture. In every step the predictions of overlapping tiles are blended
 * with smooth weights into one prediction, so there are no tile borders for the next step to see;
 * the noise belongs to the whole latent. The steps run as a {@link Wave}.
 */
final class GlobalTiling implements TiledRun {
  /** Operations of encoding and decoding a tile as multiples of a step's (published models). */
  private static final double ENCODING = 4.4;

  private static final double DECODING = 7.6;

  private final LoadedModel model;
  private final Chain chain;
  private final TileCut tiles;
  private final PictureNorms norms;
  private final boolean local;
  private int pages;

  GlobalTiling(LoadedModel model, Chain chain, TileCut tiles) {
    this(model, chain, tiles, new PictureNorms());
  }

  /**
   * A run that uses the statistics that earlier runs on the same picture have gathered.
   *
   * @param norms takes those that this run gathers
   */
  GlobalTiling(LoadedModel model, Chain chain, TileCut tiles, PictureNorms norms) {
    this.norms = norms;
    this.model = model;
    this.chain = chain;
    this.tiles = tiles;
    this.local = model.localFirstStage();
  }

  @Override
  public int pieces(TilePlan plan) {
    int statistics = local || plan.count() == 1 ? 0 : norms.missing();
    return plan.count() * (chain.predictions() + (local ? 0 : 2)) + statistics;
  }

  @Override
  public double firstShare(TilePlan plan) {
    return local
        ? 1.0 / pieces(plan)
        : ENCODING / (ENCODING + chain.predictions() + DECODING) / plan.count();
  }

  @Override
  public TilePlan plan(LowQuality input, int from) {
    int height = model.padded(input.height());
    int width = model.padded(input.width());
    return TilePlan.below(
        from, height, width, side(height - from, tiles.height()), side(width, tiles.width()));
  }

  private TilePlan.Side side(int length, int wanted) {
    int offset = model.description().paddingOffset();
    int largest = Math.max(offset, wanted / offset * offset);
    int overlap = Math.min(tiles.overlap(), largest - 1);
    int size = TilePlan.even(length, largest, overlap, offset);
    // Every tile must start on a whole latent position.
    int step = model.latentStep();
    int stride = Math.max(step, (size - overlap) / step * step);
    return new TilePlan.Side(size, stride);
  }

  /** {@inheritDoc} They are those of the padded result, not clamped. */
  @Override
  public void run(LowQuality input, TilePlan plan, RowSink sink, Pieces pieces) {
    pages = Wave.run(new WaveJob(model, chain, input, plan, norms, pieces), sink);
  }

  /** Pages of lines of the latent that the last run needed at once. */
  int pages() {
    return pages;
  }
}
