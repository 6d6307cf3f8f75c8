package io.github.resshift.restore;

import io.github.resshift.diffusion.Sampler;
import io.github.resshift.engine.tile.TileBlend;
import io.github.resshift.engine.tile.TilePlan;
import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.nn.Norms;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The plain twin of {@link GlobalTiling}: every step runs over the whole latent before the next one
 * begins.
 */
final class WholeLatent {
  private final Pipeline pipeline;
  private final Chain chain;
  private final TilePlan plan;
  private final int scale;
  private final int factor;

  WholeLatent(Pipeline pipeline, Chain chain, TilePlan plan) {
    this.pipeline = pipeline;
    this.chain = chain;
    this.plan = plan;
    this.scale = pipeline.model().scale();
    this.factor = pipeline.model().firstStage().factor();
  }

  Tensor run(Tensor lq, Tensor mask) {
    return Scope.keep(
        () -> {
          Tensor input =
              mask == null
                  ? lq
                  : torch.where(mask.gt(new Scalar(0)), torch.full_like(lq, new Scalar(-1)), lq);
          Tensor padded = pipeline.pad(input);
          Tensor paddedMask = mask == null ? null : pipeline.pad(mask);
          Tensor zy = encode(padded);
          Tensor x = chain.sampler().start(zy, chain.at(0, 0));
          Tensor first = null;
          Tensor x0 = null;
          for (int t = chain.first(); t >= chain.last(); t--) {
            x0 = predict(x, zy, t, padded, paddedMask);
            first = first == null ? x0 : first;
            x = chain.sampler().advance(x0, x, t, chain.at(0, 0));
          }
          Tensor z = chain.blends() ? Sampler.blend(first, x0, chain.realism()) : x0;
          Tensor result =
              Pipeline.cropTo(
                  Tensors.clamp(decode(z), -1, 1), lq.size(2) * scale, lq.size(3) * scale);
          if (mask == null) {
            return result;
          }
          Tensor hole = mask.add(new Scalar(1)).mul(new Scalar(0.5));
          return result.mul(hole).add(lq.mul(hole.neg().add(new Scalar(1))));
        });
  }

  private Tensor encode(Tensor padded) {
    if (pipeline.localFirstStage()) {
      return pipeline.encode(pipeline.enlarge(padded));
    }
    Function<Tile, Tensor> part = tile -> pipeline.enlarge(crop(padded, tile, 1, 1));
    Norms norms = TileStatistics.of(plan, grid(), part, pipeline::encode);
    return blend(
        pipeline.model().firstStage().latentChannels(),
        factor,
        tile -> pipeline.encode(part.apply(tile), norms));
  }

  private int grid() {
    return Math.max(1, factor / scale);
  }

  private Tensor predict(Tensor x, Tensor zy, int t, Tensor padded, Tensor mask) {
    return blend(
        (int) x.size(1),
        factor,
        tile ->
            chain
                .sampler()
                .predict(
                    crop(x, tile, scale, factor),
                    crop(zy, tile, scale, factor),
                    t,
                    pipeline.network(
                        crop(padded, tile, 1, 1), mask == null ? null : crop(mask, tile, 1, 1))));
  }

  private Tensor decode(Tensor z) {
    if (pipeline.localFirstStage()) {
      return pipeline.decode(z);
    }
    Function<Tile, Tensor> part = tile -> crop(z, tile, scale, factor);
    Norms norms = TileStatistics.of(plan, grid(), part, pipeline::decode);
    return blend(3, 1, tile -> pipeline.decode(part.apply(tile), norms));
  }

  private Tensor blend(int channels, int denominator, TilePass.TileFunction function) {
    if (plan.count() == 1) {
      return function.of(plan.tiles().get(0));
    }
    try (TileBlend canvas =
        TileBlend.smooth(
            1, channels, plan.height() * scale / denominator, plan.width() * scale / denominator)) {
      for (Tile tile : plan.tiles()) {
        canvas.add(function.of(tile), tile.scaled(scale, denominator));
      }
      return canvas.result();
    }
  }

  private static Tensor crop(Tensor tensor, Tile tile, int numerator, int denominator) {
    Tile at = tile.scaled(numerator, denominator);
    return tensor.narrow(2, at.top(), at.height()).narrow(3, at.left(), at.width());
  }
}
