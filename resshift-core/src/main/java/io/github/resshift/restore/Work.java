package io.github.resshift.restore;

/** Counts the pieces of one picture and asks before each whether to go on. */
final class Work {
  private final RestoreListener listener;
  private final int total;
  private int done;

  Work(RestoreListener listener, int total) {
    this.listener = listener;
    this.total = total;
  }

  /** Before a piece. */
  void begin() {
    if (listener.cancelled()) {
      throw new CancelledException();
    }
  }

  /** After a piece. */
  void end() {
    listener.progress(++done, total);
  }
}
