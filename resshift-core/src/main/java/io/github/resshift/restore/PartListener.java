package io.github.resshift.restore;

/**
 * Reports one of several equal parts of a picture's work as a share of the whole.
 *
 * @param part from 0
 * @param parts at least 1
 */
record PartListener(RestoreListener listener, int part, int parts) implements RestoreListener {
  /** Fine enough for any display. */
  private static final int PIECES = 1000;

  @Override
  public void progress(int done, int total) {
    if (parts == 1) {
      listener.progress(done, total);
    } else {
      long pieces = (long) part * PIECES + (long) done * PIECES / total;
      listener.progress((int) (pieces / parts), PIECES);
    }
  }

  @Override
  public boolean cancelled() {
    return listener.cancelled();
  }
}
