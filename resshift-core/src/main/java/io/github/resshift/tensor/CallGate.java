package io.github.resshift.tensor;

import io.github.resshift.ResShiftException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Lets calls of any number of threads through until it is closed, and closes when the last of them
 * has come out: native memory that a call still reads must not be freed. Thread-safe.
 */
public final class CallGate {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final String name;
  private boolean closed;

  /** A gate before something with this name, for messages. */
  public CallGate(String name) {
    this.name = name;
  }

  /**
   * Runs a call.
   *
   * @throws ResShiftException if the gate is closed
   */
  public void call(Runnable body) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new ResShiftException(name + " is closed; build another one.");
      }
      body.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** As {@link #call(Runnable)}, with a result. */
  public <T> T call(Supplier<T> body) {
    List<T> result = new ArrayList<>(1);
    call(
        () -> {
          result.add(body.get());
        });
    return result.get(0);
  }

  /**
   * Waits for calls in flight and runs {@code free} after the last one; again it does nothing.
   *
   * @throws IllegalStateException if a call asks for it that is itself in flight
   */
  public void close(Runnable free) {
    if (lock.getReadHoldCount() > 0) {
      throw new IllegalStateException(name + " cannot be closed by a listener of its own call");
    }
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        free.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
