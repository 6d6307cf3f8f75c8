package io.github.resshift.engine.tile;

import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.tensor.Scope;
import org.bytedeco.pytorch.Tensor;

/**
 * Where a latent position depends on its own pixels alone, latents are made again whenever they are
 * needed, and none is kept. Used by one thread.
 */
final class LocalLowEnd implements LowEnd {
  /** Low-quality pixels around a window on which its bicubic enlargement depends. */
  private static final int HALO = 2;

  private final WaveJob job;

  LocalLowEnd(WaveJob job) {
    this.job = job;
  }

  @Override
  public Tensor of(Tile tile) {
    return Scope.keep(() -> job.model().encode(enlarged(tile)));
  }

  private Tensor enlarged(Tile tile) {
    int scale = job.scale();
    if (scale == 1) {
      return job.enlarged(tile);
    }
    Tile wide = widened(tile);
    return job.enlarged(wide)
        .narrow(2, (long) (tile.top() - wide.top()) * scale, (long) tile.height() * scale)
        .narrow(3, (long) (tile.left() - wide.left()) * scale, (long) tile.width() * scale);
  }

  private Tile widened(Tile tile) {
    int top = Math.max(0, tile.top() - HALO);
    int left = Math.max(0, tile.left() - HALO);
    int bottom = Math.min(job.plan().height(), tile.top() + tile.height() + HALO);
    int right = Math.min(job.plan().width(), tile.left() + tile.width() + HALO);
    return new Tile(top, left, bottom - top, right - left);
  }
}
