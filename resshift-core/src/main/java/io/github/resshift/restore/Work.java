package io.github.resshift.restore;

/** Counts the pieces of one picture and asks before each whether to go on. */
final class Work {
  private final RestoreListener listener;
  private int total;
  private int done;
  private boolean restarted;

  /** Work without pieces. */
  Work(RestoreListener listener) {
    this.listener = listener;
  }

  Work(RestoreListener listener, int total) {
    this.listener = listener;
    this.total = total;
  }

  /** Adds pieces. */
  void more(int pieces) {
    total += pieces;
  }

  /** Forgets the pieces that are not done. */
  void restart() {
    total = done;
    restarted = true;
  }

  boolean restarted() {
    return restarted;
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
