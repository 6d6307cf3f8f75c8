package io.github.resshift.engine.tile;

import io.github.resshift.diffusion.Sampler;
import io.github.resshift.tensor.Scope;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** The last step, whose prediction is the result, or is blended with the first prediction. */
final class EndStage implements RowStage {
  private final TilePass pass;

  /**
   * The end of the chain.
   *
   * @param before makes {@code x}
   * @param first lines of the first prediction, where the result is between the two
   * @param result takes the latent of the result
   */
  EndStage(
      WaveJob job,
      WaveMemory memory,
      RowStage before,
      RowBand x,
      LowEnd y,
      Optional<RowBand> first,
      RowSink result) {
    this.pass =
        memory.latentPass(
            before,
            tile -> Scope.keep(() -> job.predict(job.chain().last(), x, y, tile)),
            (top, x0) -> result.accept(top, blended(job, first, top, x0)),
            line -> {
              x.drop(job.latents().of(line));
              first.ifPresent(band -> band.drop(job.latents().of(line)));
              y.drop(line);
            });
  }

  private static Tensor blended(WaveJob job, Optional<RowBand> first, int top, Tensor x0) {
    if (first.isEmpty()) {
      return x0;
    }
    Tensor mean = first.get().read(top, 0, (int) x0.size(2), (int) x0.size(3));
    return Sampler.blend(mean, x0, job.chain().realism());
  }

  @Override
  public void reach(int bottom) {
    pass.reach(bottom);
  }
}
