package io.github.resshift.engine.tile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/**
 * The memory of a {@link Wave}: lines between stages, and the canvas on which the tiles of a row
 * are blended, which stages share, because no two of them blend at a time. Used by one thread;
 * closing frees all.
 */
final class WaveMemory implements AutoCloseable {
  private final WaveJob job;
  private final RowPool pool;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private TileBlend canvas;

  WaveMemory(WaveJob job) {
    this.job = job;
    TilePass.Grid latents = job.latents();
    TilePlan plan = job.plan();
    int high = pages(latents.of(plan.height() - job.top()));
    int row = pages(latents.of(plan.tileHeight()));
    this.pool =
        new RowPool(
            latents.channels(),
            WaveJob.LINES,
            latents.of(plan.width()),
            job.chain().rows() * Math.min(high, row));
    open.push(pool);
  }

  private static int pages(int lines) {
    return (lines + WaveJob.LINES - 1) / WaveJob.LINES;
  }

  /** Empty lines of the latent. */
  RowBand band() {
    return new RowBand(pool, job.latents().of(job.top()));
  }

  /** Tiles on the grid of the latent, row by row. */
  TilePass latentPass(
      RowStage before, TilePass.TileFunction tile, RowSink to, IntConsumer release) {
    if (canvas == null) {
      canvas = closing(TilePass.canvas(job.plan(), job.latents(), true));
    }
    return pass(job.latents(), canvas, before, tile, to, release);
  }

  /** Tiles on the grid of the result, row by row. */
  TilePass pixelPass(RowStage before, TilePass.TileFunction tile, RowSink to, IntConsumer release) {
    TileBlend pixels = closing(TilePass.canvas(job.plan(), job.pixels(), true));
    return pass(job.pixels(), pixels, before, tile, to, release);
  }

  private TilePass pass(
      TilePass.Grid grid,
      TileBlend on,
      RowStage before,
      TilePass.TileFunction tile,
      RowSink to,
      IntConsumer release) {
    return closing(new TilePass(job.plan(), grid, on, before, tile, to, release, job.pieces()));
  }

  private <T extends AutoCloseable> T closing(T resource) {
    open.push(resource);
    return resource;
  }

  /** The most pages of lines that were in use at once. */
  int pages() {
    return pool.size();
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("native memory cannot be freed", e);
      }
    }
  }
}
