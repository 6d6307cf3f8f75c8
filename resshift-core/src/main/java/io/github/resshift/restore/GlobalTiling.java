package io.github.resshift.restore;

import io.github.resshift.diffusion.Sampler;
import io.github.resshift.engine.tile.TileBlend;
import io.github.resshift.engine.tile.TilePlan;
import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.nn.Norms;
import io.github.resshift.tensor.Scope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.Tensor;

/**
 * One chain over a whole picture. In every step the predictions of overlapping tiles are blended
 * with smooth weights into one prediction, so there are no tile borders for the next step to see;
 * the noise belongs to the whole latent.
 *
 * <p>The steps run as a wave from top to bottom: a row of tiles in one step needs of the step
 * before only the lines that it covers, so each step keeps about a row of tiles, and lines of the
 * result are final long before the last row begins. Every sum has the same terms in the same order
 * as if each step ran over the whole latent.
 */
final class GlobalTiling implements TiledRun {
  /** Lines of a band that are kept or made at a time. */
  private static final int LINES = 16;

  /** Low-quality pixels around a window on which its bicubic enlargement depends. */
  private static final int HALO = 2;

  /** Operations of encoding and decoding a tile as multiples of a step's (published models). */
  private static final double ENCODING = 4.4;

  private static final double DECODING = 7.6;

  private final Pipeline pipeline;
  private final Chain chain;
  private final Pipeline.Tiles tiles;
  private final PictureNorms norms;
  private final int scale;
  private final int factor;
  private final boolean local;
  private int pages;

  GlobalTiling(Pipeline pipeline, Chain chain, Pipeline.Tiles tiles) {
    this(pipeline, chain, tiles, new PictureNorms());
  }

  /**
   * A run that uses the statistics that earlier runs on the same picture have gathered.
   *
   * @param norms takes those that this run gathers
   */
  GlobalTiling(Pipeline pipeline, Chain chain, Pipeline.Tiles tiles, PictureNorms norms) {
    this.norms = norms;
    this.pipeline = pipeline;
    this.chain = chain;
    this.tiles = tiles;
    this.scale = pipeline.model().scale();
    this.factor = pipeline.model().firstStage().factor();
    this.local = pipeline.localFirstStage();
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
    int height = pipeline.padded(input.height());
    int width = pipeline.padded(input.width());
    return TilePlan.below(
        from, height, width, side(height - from, tiles.height()), side(width, tiles.width()));
  }

  private TilePlan.Side side(int length, int wanted) {
    int offset = pipeline.model().paddingOffset();
    int largest = Math.max(offset, wanted / offset * offset);
    int overlap = Math.min(tiles.overlap(), largest - 1);
    int size = TilePlan.even(length, largest, overlap, offset);
    // Every tile must start on a whole latent position.
    int stride = Math.max(grid(), (size - overlap) / grid() * grid());
    return new TilePlan.Side(size, stride);
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }

  /** Low-quality pixels a latent position, at least 1. */
  private int grid() {
    return Math.max(1, factor / scale);
  }

  /** {@inheritDoc} They are those of the padded result, not clamped. */
  @Override
  public void run(LowQuality input, TilePlan plan, RowSink sink, Work work) {
    pages = new Wave(input, plan, sink, work).run();
  }

  /** Pages of lines of the latent that the last run needed at once. */
  int pages() {
    return pages;
  }

  /** One run: its stages, each fed by the one before, and the lines between them. */
  private final class Wave {
    private final LowQuality input;
    private final TilePlan plan;
    private final RowSink sink;
    private final Work work;
    private final TilePass.Grid latents;
    private final TilePass.Grid pixels = new TilePass.Grid(scale, 1, 3, LINES * factor);
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private TileBlend canvas;
    private RowPool pool;
    private RowBand encoded;

    Wave(LowQuality input, TilePlan plan, RowSink sink, Work work) {
      this.input = input;
      this.plan = plan;
      this.sink = sink;
      this.work = work;
      int channels = pipeline.model().firstStage().latentChannels();
      this.latents = new TilePass.Grid(scale, factor, channels, LINES);
    }

    int run() {
      try (var scope = Scope.open()) {
        pool =
            closing(
                new RowPool(latents.channels(), LINES, latents.of(plan.width()), expectedPages()));
        canvas = closing(TilePass.canvas(plan, latents, true));
        encoded = band();
        last().reach(plan.height());
        return pool.size();
      } finally {
        resources.forEach(GlobalTiling::close);
      }
    }

    private int expectedPages() {
      int high = ceilDiv(latents.of(plan.height() - plan.tops().get(0)), LINES);
      int row = ceilDiv(latents.of(plan.tileHeight()), LINES);
      return chain.rows() * Math.min(high, row);
    }

    private RowStage last() {
      RowBand x = band();
      RowStage stage = local ? source(x) : encoding(x);
      RowBand mean = chain.blends() ? band() : null;
      for (int t = chain.first(); t > chain.last(); t--) {
        RowBand next = band();
        RowSink predicted = t == chain.first() && mean != null ? kept(mean) : (top, x0) -> {};
        stage = step(t, stage, x, predicted, (top, lines) -> next.append(lines));
        x = next;
      }
      if (local) {
        RowSink decoded = (top, lines) -> sink.accept(top * factor, pipeline.decode(lines));
        return end(stage, x, blended(mean, decoded), row -> drop(mean, row));
      }
      RowBand z = band();
      RowSink kept = blended(mean, kept(z));
      RowStage last =
          end(
              stage,
              x,
              kept,
              row -> {
                drop(mean, row);
                drop(encoded, row);
              });
      return decoding(last, z);
    }

    private static RowSink kept(RowBand band) {
      return (top, lines) -> band.append(lines);
    }

    private RowSink blended(RowBand mean, RowSink to) {
      if (mean == null) {
        return to;
      }
      return (top, x0) -> {
        Tensor first = mean.read(top, 0, (int) x0.size(2), (int) x0.size(3));
        to.accept(top, Sampler.blend(first, x0, chain.realism()));
      };
    }

    private void drop(RowBand band, int row) {
      if (band != null) {
        band.drop(latents.of(row));
      }
    }

    /** Where latents depend on their own pixels alone they are made when they are needed. */
    private RowStage source(RowBand x) {
      int lines = Math.max(grid(), LINES * factor / scale);
      int[] made = {plan.tops().get(0)};
      return bottom -> {
        while (made[0] < bottom) {
          int count = Math.min(lines, bottom - made[0]);
          try (var scope = Scope.open()) {
            Tensor zy = latent(new Tile(made[0], 0, count, plan.width()));
            x.append(start(latents.of(made[0]), zy));
          }
          made[0] += count;
        }
      };
    }

    private RowStage encoding(RowBand x) {
      RowSink both =
          (top, lines) -> {
            encoded.append(lines);
            x.append(start(top, lines));
          };
      if (plan.count() > 1 && norms.encoder().isEmpty()) {
        norms.encoder(gathered(tile -> pipeline.enlarge(input.input(tile)), pipeline::encode));
      }
      return pass(latents, canvas, bottom -> {}, this::latent, both, row -> {});
    }

    private Norms gathered(
        Function<Tile, Tensor> piece, BiFunction<Tensor, Norms, Tensor> network) {
      work.begin();
      Norms statistics = TileStatistics.of(plan, grid(), piece, network);
      work.end();
      return statistics;
    }

    private Tensor start(int top, Tensor zy) {
      return chain.sampler().start(zy, chain.at(top, 0));
    }

    private RowStage step(int t, RowStage before, RowBand x, RowSink predicted, RowSink next) {
      return pass(
          latents,
          canvas,
          before,
          tile -> predict(t, x, tile),
          (top, x0) -> {
            predicted.accept(top, x0);
            Tensor from = x.read(top, 0, (int) x0.size(2), (int) x0.size(3));
            next.accept(top, chain.sampler().advance(x0, from, t, chain.at(top, 0)));
          },
          row -> drop(x, row));
    }

    /** The last step, whose prediction is the result. */
    private RowStage end(RowStage before, RowBand x, RowSink result, IntConsumer done) {
      return pass(
          latents,
          canvas,
          before,
          tile -> predict(chain.last(), x, tile),
          result,
          row -> {
            drop(x, row);
            done.accept(row);
          });
    }

    private Tensor predict(int t, RowBand x, Tile tile) {
      return Scope.keep(
          () ->
              chain
                  .sampler()
                  .predict(
                      read(x, tile),
                      local ? latent(tile) : read(encoded, tile),
                      t,
                      pipeline.network(input.input(tile), input.mask(tile))));
    }

    /**
     * For the decoder's statistics, those of the whole picture, all of the latent is made first.
     */
    private RowStage decoding(RowStage before, RowBand z) {
      RowStage whole =
          bottom -> {
            if (plan.count() > 1 && norms.decoder().isEmpty()) {
              before.reach(plan.height());
              norms.decoder(gathered(tile -> read(z, tile), pipeline::decode));
            }
            before.reach(bottom);
          };
      return pass(
          pixels,
          closing(TilePass.canvas(plan, pixels, true)),
          whole,
          tile -> pipeline.decode(read(z, tile), norms.decoder().orElse(Norms.OWN)),
          sink,
          row -> z.drop(latents.of(row)));
    }

    private RowStage pass(
        TilePass.Grid grid,
        TileBlend on,
        RowStage before,
        TilePass.TileFunction function,
        RowSink to,
        IntConsumer release) {
      return closing(new TilePass(plan, grid, on, before, function, to, release, work));
    }

    /** The latent of a window; where the first stage is local it does not depend on the window. */
    private Tensor latent(Tile tile) {
      return Scope.keep(
          () -> {
            if (!local || scale == 1) {
              return pipeline.encode(
                  pipeline.enlarge(input.input(tile)), norms.encoder().orElse(Norms.OWN));
            }
            Tile wide = widened(tile);
            Tensor large = pipeline.enlarge(input.input(wide));
            return pipeline.encode(
                large
                    .narrow(
                        2, (long) (tile.top() - wide.top()) * scale, (long) tile.height() * scale)
                    .narrow(
                        3,
                        (long) (tile.left() - wide.left()) * scale,
                        (long) tile.width() * scale));
          });
    }

    private Tile widened(Tile tile) {
      int top = Math.max(0, tile.top() - HALO);
      int left = Math.max(0, tile.left() - HALO);
      int bottom = Math.min(plan.height(), tile.top() + tile.height() + HALO);
      int right = Math.min(plan.width(), tile.left() + tile.width() + HALO);
      return new Tile(top, left, bottom - top, right - left);
    }

    private Tensor read(RowBand band, Tile tile) {
      Tile at = tile.scaled(scale, factor);
      return band.read(at.top(), at.left(), at.height(), at.width());
    }

    private RowBand band() {
      return new RowBand(pool, latents.of(plan.tops().get(0)));
    }

    private <T extends AutoCloseable> T closing(T resource) {
      resources.push(resource);
      return resource;
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException("native memory cannot be freed", e);
    }
  }
}
