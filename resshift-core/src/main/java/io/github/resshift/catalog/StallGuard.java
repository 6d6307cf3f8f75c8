package io.github.resshift.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Reads a response body and gives up when no byte comes for some time: the client's own time limit
 * ends with the headers.
 */
final class StallGuard implements AutoCloseable {
  private final InputStream body;
  private final Duration idle;
  private final ScheduledExecutorService watch;
  private volatile long lastRead = System.nanoTime();
  private volatile boolean stalled;

  StallGuard(InputStream body, Duration idle) {
    this.body = body;
    this.idle = idle;
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "resshift-download-watch");
              thread.setDaemon(true);
              return thread;
            });
    long period = Math.max(1, idle.toMillis() / 4);
    watch.scheduleWithFixedDelay(this::check, period, period, TimeUnit.MILLISECONDS);
  }

  private void check() {
    if (System.nanoTime() - lastRead > idle.toNanos()) {
      stalled = true;
      try {
        // Wakes the reader, which then fails.
        body.close();
      } catch (IOException e) {
        watch.shutdown();
      }
    }
  }

  /** As {@link InputStream#read(byte[])}. */
  int read(byte[] buffer) throws IOException {
    lastRead = System.nanoTime();
    try {
      int read = body.read(buffer);
      if (stalled) {
        throw new IOException("closed");
      }
      return read;
    } catch (IOException e) {
      if (stalled) {
        throw new HttpTimeoutException("no data for " + idle.toSeconds() + " s");
      }
      throw e;
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
