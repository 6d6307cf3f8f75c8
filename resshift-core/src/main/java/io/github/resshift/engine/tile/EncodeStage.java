package io.github.resshift.engine.tile;

import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.nn.Norms;
import org.bytedeco.pytorch.Tensor;

/** Makes y by an autoencoder, tile by tile, and x_T of it. */
final class EncodeStage implements RowStage {
  private final WaveJob job;
  private final TilePass pass;

  EncodeStage(WaveJob job, WaveMemory memory, RowBand y, RowBand x) {
    this.job = job;
    this.pass =
        memory.latentPass(
            bottom -> {},
            this::encoded,
            (top, lines) -> {
              y.append(lines);
              x.append(job.start(top, lines));
            },
            line -> {});
  }

  private Tensor encoded(Tile tile) {
    return job.model().encode(job.enlarged(tile), job.norms().encoder().orElse(Norms.OWN));
  }

  @Override
  public void reach(int bottom) {
    if (job.plan().count() > 1 && job.norms().encoder().isEmpty()) {
      job.norms().encoder(job.gathered(job::enlarged, job.model()::encode));
    }
    pass.reach(bottom);
  }
}
