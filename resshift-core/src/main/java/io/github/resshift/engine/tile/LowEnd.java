package io.github.resshift.engine.tile;

import io.github.resshift.engine.tile.TilePlan.Tile;
import org.bytedeco.pytorch.Tensor;

/** Where steps read y, the low-quality end of the chain. Used by one thread. */
interface LowEnd {
  /** The latent of a tile of the plan, [1, C, h, w]; joins the open scope. */
  Tensor of(Tile tile);

  /** Nothing above this low-quality line is read any more. */
  default void drop(int line) {}

  /** Lines that an encoder made and somebody appends to a band. */
  static LowEnd kept(WaveJob job, RowBand band) {
    return new LowEnd() {
      @Override
      public Tensor of(Tile tile) {
        return job.read(band, tile);
      }

      @Override
      public void drop(int line) {
        band.drop(job.latents().of(line));
      }
    };
  }
}
