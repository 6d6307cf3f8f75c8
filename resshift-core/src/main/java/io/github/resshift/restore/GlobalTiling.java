package io.github.resshift.restore;

import io.github.resshift.diffusion.Sampler;
import io.github.resshift.image.tile.TileBlend;
import io.github.resshift.image.tile.TilePlan;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * One chain over a whole picture. In every step the predictions of overlapping tiles are blended
 * with smooth weights into one prediction, so there are no tile borders for the next step to see;
 * the noise belongs to the whole latent.
 */
final class GlobalTiling {
  private final Pipeline pipeline;
  private final Pipeline.Chain chain;
  private final Pipeline.Tiles tiles;
  private final int scale;
  private final int factor;

  GlobalTiling(Pipeline pipeline, Pipeline.Chain chain, Pipeline.Tiles tiles) {
    this.pipeline = pipeline;
    this.chain = chain;
    this.tiles = tiles;
    this.scale = pipeline.model().scale();
    this.factor = pipeline.model().firstStage().factor();
  }

  Tensor run(Tensor lq, Tensor mask, RestoreListener listener) {
    return Scope.keep(
        () -> {
          Tensor padded = pipeline.pad(lq);
          Tensor paddedMask = mask == null ? null : pipeline.pad(mask);
          TilePlan plan = plan(padded);
          int stages = pipeline.localFirstStage() ? 0 : 2;
          Work work = new Work(listener, plan.tiles().size() * (chain.steps() + stages));
          Tensor zy = encode(padded, plan, work);
          Tensor z = sample(zy, padded, paddedMask, plan, work);
          return Pipeline.cropTo(
              Tensors.clamp(decode(z, plan, work), -1, 1), lq.size(2) * scale, lq.size(3) * scale);
        });
  }

  private TilePlan plan(Tensor padded) {
    int height = (int) padded.size(2);
    int width = (int) padded.size(3);
    int offset = pipeline.model().paddingOffset();
    int largest = Math.max(offset, tiles.size() / offset * offset);
    int overlap = Math.min(tiles.overlap(), largest - 1);
    int size = Math.max(even(height, largest, overlap), even(width, largest, overlap));
    // Every tile must start on a whole latent position.
    int grid = Math.max(1, factor / scale);
    int stride = Math.max(grid, (size - overlap) / grid * grid);
    return TilePlan.of(height, width, size, stride);
  }

  /**
   * The smallest tile that covers a side with as few tiles as the largest one does: else the last
   * tile, moved back to the border, would mostly repeat the one before.
   */
  private int even(int length, int largest, int overlap) {
    if (length <= largest) {
      return length;
    }
    int count = ceilDiv(length - overlap, largest - overlap);
    int offset = pipeline.model().paddingOffset();
    int size = ceilDiv(length + (count - 1) * overlap, count);
    return Math.min(largest, ceilDiv(size, offset) * offset);
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }

  private Tensor encode(Tensor padded, TilePlan plan, Work work) {
    if (pipeline.localFirstStage()) {
      return pipeline.encode(pipeline.enlarge(padded));
    }
    return blend(
        pipeline.model().firstStage().latentChannels(),
        scale,
        factor,
        plan,
        work,
        tile -> pipeline.encode(pipeline.enlarge(Pipeline.crop(padded, tile, 1, 1))));
  }

  private Tensor sample(Tensor zy, Tensor padded, Tensor mask, TilePlan plan, Work work) {
    return Scope.keep(
        () -> {
          Sampler sampler = chain.sampler();
          Tensor x = sampler.start(zy, chain.at(0, 0));
          for (int t = chain.steps() - 1; t >= 0; t--) {
            x = step(x, zy, t, padded, mask, plan, work);
          }
          return x;
        });
  }

  private Tensor step(
      Tensor x, Tensor zy, int t, Tensor padded, Tensor mask, TilePlan plan, Work work) {
    return Scope.keep(
        () -> {
          Tensor x0 =
              blend(
                  (int) x.size(1),
                  scale,
                  factor,
                  plan,
                  work,
                  tile ->
                      chain
                          .sampler()
                          .predict(
                              Pipeline.crop(x, tile, scale, factor),
                              Pipeline.crop(zy, tile, scale, factor),
                              t,
                              pipeline.network(
                                  Pipeline.crop(padded, tile, 1, 1),
                                  mask == null ? null : Pipeline.crop(mask, tile, 1, 1))));
          return chain.sampler().advance(x0, x, t, chain.at(0, 0));
        });
  }

  private Tensor decode(Tensor z, TilePlan plan, Work work) {
    if (pipeline.localFirstStage()) {
      return pipeline.decode(z);
    }
    return blend(
        3, scale, 1, plan, work, tile -> pipeline.decode(Pipeline.crop(z, tile, scale, factor)));
  }

  private interface TileFunction extends Function<TilePlan.Tile, Tensor> {}

  /** Runs a function on every tile and blends the results on a grid numerator/denominator finer. */
  private Tensor blend(
      int channels,
      int numerator,
      int denominator,
      TilePlan plan,
      Work work,
      TileFunction function) {
    if (plan.tiles().size() == 1) {
      work.begin();
      Tensor whole = function.apply(plan.tiles().get(0));
      work.end();
      return whole;
    }
    try (TileBlend canvas =
        TileBlend.smooth(
            1,
            channels,
            plan.height() * numerator / denominator,
            plan.width() * numerator / denominator)) {
      for (TilePlan.Tile tile : plan.tiles()) {
        work.begin();
        try (var scope = Scope.open()) {
          canvas.add(function.apply(tile), tile.scaled(numerator, denominator));
        }
        work.end();
      }
      return canvas.result();
    }
  }
}
