package io.github.resshift.engine.tile;

import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.nn.Norms;
import org.bytedeco.pytorch.Tensor;

/**
 * Makes the result by an autoencoder, tile by tile. For the decoder's statistics, those of the
 * whole picture, all of the latent is made first.
 */
final class DecodeStage implements RowStage {
  private final WaveJob job;
  private final RowStage before;
  private final RowBand z;
  private final TilePass pass;

  /**
   * Decodes.
   *
   * @param before makes {@code z}
   */
  DecodeStage(WaveJob job, WaveMemory memory, RowStage before, RowBand z, RowSink sink) {
    this.job = job;
    this.before = before;
    this.z = z;
    this.pass =
        memory.pixelPass(this::latent, this::decoded, sink, line -> z.drop(job.latents().of(line)));
  }

  private void latent(int bottom) {
    if (job.plan().count() > 1 && job.norms().decoder().isEmpty()) {
      before.reach(job.plan().height());
      job.norms().decoder(job.gathered(tile -> job.read(z, tile), job.model()::decode));
    }
    before.reach(bottom);
  }

  private Tensor decoded(Tile tile) {
    return job.model().decode(job.read(z, tile), job.norms().decoder().orElse(Norms.OWN));
  }

  @Override
  public void reach(int bottom) {
    pass.reach(bottom);
  }
}
