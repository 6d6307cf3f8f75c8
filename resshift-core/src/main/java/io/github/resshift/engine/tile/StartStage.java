package io.github.resshift.engine.tile;

import io.github.resshift.engine.tile.TilePlan.Tile;
import io.github.resshift.tensor.Scope;

/** Makes x_T where latents are local: a few lines at a time, without tiles. */
final class StartStage implements RowStage {
  private final WaveJob job;
  private final LowEnd y;
  private final RowBand x;
  private int made;

  StartStage(WaveJob job, LowEnd y, RowBand x) {
    this.job = job;
    this.y = y;
    this.x = x;
    this.made = job.top();
  }

  @Override
  public void reach(int bottom) {
    int lines = Math.max(job.model().latentStep(), WaveJob.LINES * job.factor() / job.scale());
    while (made < bottom) {
      int count = Math.min(lines, bottom - made);
      try (var scope = Scope.open()) {
        Tile strip = new Tile(made, 0, count, job.plan().width());
        x.append(job.start(job.latents().of(made), y.of(strip)));
      }
      made += count;
    }
  }
}
