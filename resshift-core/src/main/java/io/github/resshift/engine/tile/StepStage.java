package io.github.resshift.engine.tile;

import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/** Step t: from x_t to x_(t-1) by the blended predictions of tiles. */
final class StepStage implements RowStage {
  private final TilePass pass;

  /**
   * A step.
   *
   * @param before makes {@code x}
   * @param x lines of x_t; given up when no later row of tiles reads them
   * @param predicted hears the predicted clean latent
   * @param next gets the lines of x_(t-1)
   */
  StepStage(
      WaveJob job,
      WaveMemory memory,
      int t,
      RowStage before,
      RowBand x,
      LowEnd y,
      RowSink predicted,
      RowBand next) {
    this.pass =
        memory.latentPass(
            before,
            tile -> Scope.keep(() -> job.predict(t, x, y, tile)),
            (top, x0) -> {
              predicted.accept(top, x0);
              Tensor from = x.read(top, 0, (int) x0.size(2), (int) x0.size(3));
              next.append(job.chain().sampler().advance(x0, from, t, job.chain().at(top, 0)));
            },
            line -> x.drop(job.latents().of(line)));
  }

  @Override
  public void reach(int bottom) {
    pass.reach(bottom);
  }
}
