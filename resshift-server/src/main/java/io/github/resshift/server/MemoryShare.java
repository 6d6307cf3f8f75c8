package io.github.resshift.server;

import io.github.resshift.server.store.JobRow;
import java.util.concurrent.Semaphore;

/**
 * What decoded pictures of all jobs may take together. The network's own memory is measured out by
 * the budget of tiles when a job's turn comes to compute, which counts what the process has by
 * then. Thread-safe.
 */
final class MemoryShare {
  private static final int UNIT = 1 << 20;

  /** Four samples of two bytes, for the picture and for a copy that is being written. */
  private static final long BYTES_A_PIXEL = 16;

  private final int units;
  private final Semaphore free;

  /** So many bytes for all. */
  MemoryShare(long bytes) {
    units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
    free = new Semaphore(units, true);
  }

  /** A part of the memory that is in use until it is closed. */
  @FunctionalInterface
  interface Part extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for the memory of a job; one that needs more than all there is waits to be alone. */
  Part take(JobRow row) {
    long pixels =
        row.request().input().width() * (long) row.request().input().height()
            + row.request().width() * (long) row.request().height();
    int needed = (int) Math.min(units, Math.max(1, pixels * BYTES_A_PIXEL / UNIT));
    free.acquireUninterruptibly(needed);
    return () -> free.release(needed);
  }
}
