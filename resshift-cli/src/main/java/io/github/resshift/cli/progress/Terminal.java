package io.github.resshift.cli.progress;

/**
 * What is known of the terminal behind the error stream. Java itself only tells about both standard
 * streams together, so the launcher looks and passes on what it saw.
 */
public final class Terminal {
  private static final String SEEN = "resshift.terminal";
  private static final String COLUMNS = "resshift.columns";

  private Terminal() {}

  /** Whether a person watches the error stream on something that can redraw a line. */
  public static boolean onErrorStream() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    String seen = System.getProperty(SEEN);
    return seen == null ? System.console() != null : Boolean.parseBoolean(seen);
  }

  /** The width in characters, or 0 if not known. */
  public static int columns() {
    return Math.max(0, Integer.getInteger(COLUMNS, 0));
  }
}
