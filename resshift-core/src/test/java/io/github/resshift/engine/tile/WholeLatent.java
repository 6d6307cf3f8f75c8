package io.github.resshift.engine.tile;

import io.github.resshift.diffusion.Sampler;
import io.github.resshift.engine.Chain;
import io.github.resshift.engine.LoadedModel;
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
  private final LoadedModel loaded;
  private final Chain chain;
  private final TilePlan plan;
  private final int scale;
  private final int factor;

  WholeLatent(LoadedModel loaded, Chain chain, TilePlan plan) {
    this.loaded = loaded;
    this.chain = chain;
    this.plan = plan;
    this.scale = loaded.description().scale();
    this.factor = loaded.description().firstStage().factor();
  }

  Tensor run(Tensor lq, Tensor mask) {
    return Scope.keep(
        () -> {
          Tensor input =
              mask == null
                  ? lq
                  : torch.where(mask.gt(new Scalar(0)), torch.full_like(lq, new Scalar(-1)), lq);
          Tensor padded = loaded.pad(input);
          Tensor paddedMask = mask == null ? null : loaded.pad(mask);
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
              LoadedModel.cropTo(
                  Tensors.clamp(decode(z), -1, 1), lq.size(2) * scale, lq.size(3) * scale);
          if (mask == null) {
            return result;
          }
          Tensor hole = mask.add(new Scalar(1)).mul(new Scalar(0.5));
          return result.mul(hole).add(lq.mul(hole.neg().add(new Scalar(1))));
        });
  }

  private Tensor encode(Tensor padded) {
    if (loaded.localFirstStage()) {
      return loaded.encode(loaded.enlarge(padded));
    }
    Function<Tile, Tensor> part = tile -> loaded.enlarge(crop(padded, tile, 1, 1));
    Norms norms = TileStatistics.of(plan, grid(), part, loaded::encode);
    return blend(
        loaded.description().firstStage().latentChannels(),
        factor,
        tile -> loaded.encode(part.apply(tile), norms));
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
                    loaded.network(
                        crop(padded, tile, 1, 1), mask == null ? null : crop(mask, tile, 1, 1))));
  }

  private Tensor decode(Tensor z) {
    if (loaded.localFirstStage()) {
      return loaded.decode(z);
    }
    Function<Tile, Tensor> part = tile -> crop(z, tile, scale, factor);
    Norms norms = TileStatistics.of(plan, grid(), part, loaded::decode);
    return blend(3, 1, tile -> loaded.decode(part.apply(tile), norms));
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
