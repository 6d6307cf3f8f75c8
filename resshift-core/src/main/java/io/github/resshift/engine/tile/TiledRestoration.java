package io.github.resshift.engine.tile;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.Task;
import io.github.resshift.engine.Chain;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.engine.NoiseField;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.OptionalLong;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Restores pictures of any size with a loaded model: cuts them, joins the tiles, goes on with
 * smaller ones where memory runs out, and hands on the lines of the result from top to bottom.
 * Stateless.
 */
public final class TiledRestoration {
  /** Low-quality lines over which tiles of another size are faded in. */
  private static final int FADE = 8;

  private TiledRestoration() {}

  /**
   * Restores a picture that is whole in memory.
   *
   * @param lq low-quality picture [1, 3, h, w] in [-1, 1], float32 CPU, of any size
   * @param mask [1, 1, h, w] with -1 known and +1 hole for inpainting, else null
   * @param steps number of sampling steps, 1..T of the model
   * @return [1, 3, sf h, sf w] in [-1, 1], float32 CPU; for inpainting the known pixels are those
   *     of {@code lq}
   */
  public static Tensor whole(
      LoadedModel model,
      Tensor lq,
      Tensor mask,
      int steps,
      TileCut cut,
      NoiseField noise,
      TileListener listener) {
    if ((mask != null) != (model.description().task() == Task.INPAINT)) {
      throw new IllegalArgumentException(
          "model "
              + model.description().name()
              + (mask == null ? " needs a mask" : " does not take a mask"));
    }
    int scale = model.description().scale();
    return Scope.keep(
        () -> {
          long[] shape = {1, 3, lq.size(2) * scale, lq.size(3) * scale};
          Tensor result =
              torch.empty(shape, new TensorOptions(ScalarType.Float), new MemoryFormatOptional());
          RowSink whole = (top, lines) -> result.narrow(2, top, lines.size(2)).copy_(lines);
          Chain chain = model.chain(steps, noise, 1);
          run(model, LowQuality.of(lq, mask), chain, cut, listener, whole);
          return result;
        });
  }

  /**
   * Restores a picture line by line; memory depends on tiles and on the width of the picture. Where
   * it is not enough, the work goes on from where it stood with tiles of half the size.
   *
   * @param chain of this model
   * @param sink takes the lines of the result in [-1, 1]
   */
  public static void run(
      LoadedModel model,
      LowQuality input,
      Chain chain,
      TileCut cut,
      TileListener listener,
      RowSink sink) {
    run(model, input, chain, cut, false, listener, sink);
  }

  /**
   * The same, where {@code fixed} tiles stay as they are: what does not fit into memory fails, and
   * whether a result is made never changes its bytes.
   */
  public static void run(
      LoadedModel model,
      LowQuality input,
      Chain chain,
      TileCut cut,
      boolean fixed,
      TileListener listener,
      RowSink sink) {
    int scale = model.description().scale();
    MemoryBudget budget =
        new MemoryBudget(model, chain.rows(), input.height(), input.width(), OptionalLong.empty());
    try (LineFade fade = new LineFade(finished(model, input, sink), FADE * scale)) {
      TileCut now = cut;
      Pieces pieces = new Pieces(listener);
      PictureNorms norms = new PictureNorms();
      for (int from = 0; ; from = line(model, fade.resume() / scale - now.overlap())) {
        TiledRun run = run(model, chain, now, norms);
        TilePlan plan = run.plan(input, from);
        pieces.more(run.pieces(plan));
        listener.planned(
            new TileListener.Plan(
                plan,
                now,
                chain.predictions(),
                run.pieces(plan),
                run.firstShare(plan),
                budget.bytes(plan.tileHeight(), plan.tileWidth()),
                pieces.restarted()));
        try {
          run.run(input, plan, fade, pieces);
          fade.flush();
          return;
        } catch (RuntimeException | OutOfMemoryError e) {
          if (fixed || !OutOfMemory.is(e)) {
            throw e;
          }
          now = smaller(model, plan, now, e);
          pieces.restart();
        }
      }
    }
  }

  private static TiledRun run(LoadedModel model, Chain chain, TileCut cut, PictureNorms norms) {
    if (cut.alone()) {
      return new ChainTiling(model, chain, cut, false);
    }
    return model.description().network().local()
        ? new ChainTiling(model, chain, cut, true)
        : new GlobalTiling(model, chain, cut, norms);
  }

  /** The line at or above this one where a tile may start. */
  private static int line(LoadedModel model, int lowQuality) {
    int offset = model.description().paddingOffset();
    return Math.max(0, lowQuality) / offset * offset;
  }

  /** Half the tile of a plan for which there was not enough memory. */
  private static TileCut smaller(LoadedModel model, TilePlan plan, TileCut cut, Throwable failure) {
    int least = model.description().paddingOffset();
    int height = plan.tileHeight();
    int width = plan.tileWidth();
    if (Math.max(height, width) / 2 < least) {
      throw new ResShiftException(
          "Even tiles of %dx%d pixels need more memory than there is; close other programs, or use"
                  .formatted(width, height)
              + " another model.",
          failure);
    }
    boolean lower = height >= width;
    int newHeight = lower ? height / 2 : height;
    int newWidth = lower ? width : width / 2;
    int overlap = Math.min(cut.overlap(), Math.min(newHeight, newWidth) / 4);
    return new TileCut(cut.alone(), newHeight, newWidth, overlap);
  }

  /** Clamps, crops and composites. */
  private static RowSink finished(LoadedModel model, LowQuality input, RowSink sink) {
    int height = input.height() * model.description().scale();
    int width = input.width() * model.description().scale();
    return (top, lines) -> {
      int count = (int) Math.min(lines.size(2), height - top);
      if (count <= 0) {
        return;
      }
      try (var scope = Scope.open()) {
        Tensor clamped = Tensors.clamp(LoadedModel.cropTo(lines, count, width), -1, 1);
        TilePlan.Tile at = new TilePlan.Tile(top, 0, count, width);
        sink.accept(
            top, input.masked() ? composite(clamped, input.picture(at), input.mask(at)) : clamped);
      }
    };
  }

  /** The hole from the model, the rest from the input. */
  private static Tensor composite(Tensor result, Tensor lq, Tensor mask) {
    Tensor hole = mask.add(new Scalar(1)).mul(new Scalar(0.5));
    return Scope.keep(() -> result.mul(hole).add(lq.mul(hole.neg().add(new Scalar(1)))));
  }
}
