package io.github.resshift.jobs.batch;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ends a run cleanly on Ctrl-C or a signal to stop: nothing half-written stays behind.
 *
 * <p>The signal arrives as the shutdown of the virtual machine, which then waits here: shortly for
 * the work to notice and unwind by itself, and as long as it takes for a file that is being
 * written. The process ends with the code of the signal, 130 for Ctrl-C. Thread-safe.
 */
public final class Cancellation {
  private static final long UNWIND_MILLIS = 3_000;
  private static final long WRITE_SECONDS = 60;

  private final ReentrantLock writing = new ReentrantLock();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean requested;

  /** Writes files; see {@link #write}. */
  @FunctionalInterface
  public interface Write {
    /** Writes one file completely or not at all. */
    void run() throws IOException;
  }

  /** Whether the run should end. */
  public boolean requested() {
    return requested;
  }

  /** Asks the run to end. */
  public void request() {
    requested = true;
  }

  /**
   * Writes a file; the process does not end in the middle of it.
   *
   * @throws CancellationException if the run should end; nothing is written then
   */
  public void write(Write file) throws IOException {
    writing.lock();
    try {
      if (requested) {
        throw new CancellationException("cancelled before writing");
      }
      file.run();
    } finally {
      writing.unlock();
    }
  }

  /**
   * Watches for the end of the process until the returned guard is closed.
   *
   * @param announce tells the user that the signal was heard
   */
  public Guard watch(Runnable announce) {
    Thread hook = new Thread(() -> shutdown(announce), "cancel");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      ended.countDown();
      if (!requested) {
        removeHook(hook);
      }
    };
  }

  /** Ends the watch. */
  @FunctionalInterface
  public interface Guard extends AutoCloseable {
    @Override
    void close();
  }

  private void shutdown(Runnable announce) {
    request();
    announce.run();
    try {
      if (!ended.await(UNWIND_MILLIS, TimeUnit.MILLISECONDS)) {
        // Kept to the end of the process, so that no write starts any more.
        writing.tryLock(WRITE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending at this very moment; the hook finds the run ended.
    }
  }
}
