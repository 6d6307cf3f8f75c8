package io.github.resshift.train;

import io.github.resshift.Internal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Things that were opened one after another and are closed together, the last one first, also when
 * opening the next one fails. One thread at a time.
 */
@Internal
public final class Opened implements AutoCloseable {
  private final Deque<Runnable> closers = new ArrayDeque<>();

  /**
   * Takes a thing in.
   *
   * @return {@code part}
   */
  public <T> T add(T part, Consumer<? super T> closer) {
    closers.push(() -> closer.accept(part));
    return part;
  }

  /** Closes all of them, those after one that cannot be closed too; again nothing. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!closers.isEmpty()) {
      try {
        closers.pop().run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
