package io.github.resshift.cli;

/** What the process says at its end; scripts rely on these numbers. */
final class ExitCode {
  /** Everything that was asked for is done (skipped files included). */
  public static final int DONE = 0;

  /** Nothing could be done, or the one thing that was asked for failed. */
  public static final int FAILED = 1;

  /** The command line makes no sense; nothing was touched. */
  public static final int USAGE = 2;

  /** Some of several pictures failed; the others are done. */
  public static final int PARTLY_FAILED = 3;

  /** Ended by Ctrl-C; what was finished before stays, nothing is half-written. */
  public static final int CANCELLED = 130;

  private ExitCode() {}

  /** The code for a batch in which {@code failed} of {@code total} pictures failed. */
  public static int ofBatch(int failed, int total) {
    if (failed == 0) {
      return DONE;
    }
    return failed == total ? FAILED : PARTLY_FAILED;
  }
}
