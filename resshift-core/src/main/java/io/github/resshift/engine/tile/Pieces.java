package io.github.resshift.engine.tile;

/** Counts the pieces of one picture and asks before each whether to go on. */
final class Pieces {
  private final TileListener listener;
  private int total;
  private int done;
  private boolean restarted;

  /** None yet. */
  Pieces(TileListener listener) {
    this.listener = listener;
  }

  Pieces(TileListener listener, int total) {
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
    listener.requireGoingOn();
  }

  /** After a piece. */
  void end() {
    listener.progress(++done, total);
  }
}
