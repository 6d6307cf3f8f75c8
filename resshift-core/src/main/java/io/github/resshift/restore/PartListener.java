package io.github.resshift.restore;

/**
 * Reports a part of a picture's work as a share of the whole.
 *
 * @param before share of the work that is done before this part, from 0
 * @param share of the work that this part is, at most 1
 */
record PartListener(RestoreListener listener, double before, double share)
    implements RestoreListener {
  /** Fine enough for any display. */
  private static final int PIECES = 1000;

  /** One of several equal parts, counted from 0. */
  PartListener(RestoreListener listener, int part, int parts) {
    this(listener, (double) part / parts, 1.0 / parts);
  }

  @Override
  public void planned(RestorePlan plan) {
    listener.planned(plan.within(share));
  }

  @Override
  public void progress(int done, int total) {
    if (share == 1) {
      listener.progress(done, total);
    } else {
      double all = before + share * done / total;
      listener.progress((int) Math.round(PIECES * all), PIECES);
    }
  }

  @Override
  public boolean cancelled() {
    return listener.cancelled();
  }
}
