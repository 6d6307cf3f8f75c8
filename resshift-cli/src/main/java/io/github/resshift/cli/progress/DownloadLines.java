package io.github.resshift.cli.progress;

import io.github.resshift.catalog.ProgressListener;
import java.io.PrintWriter;
import java.util.Locale;

/** A line at every tenth of a file that is downloaded, for logs. */
public final class DownloadLines implements ProgressListener {
  private static final int TENTHS = 10;
  private static final double MEGABYTE = 1e6;

  private final PrintWriter err;
  private String file = "";
  private long told;

  /** Lines on {@code err}. */
  public DownloadLines(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void progress(String name, long done, long total) {
    if (!name.equals(file)) {
      file = name;
      told = -1;
    }
    // Without a known length there is a line every 100 MB.
    long tenth = total > 0 ? done * TENTHS / total : (long) (done / MEGABYTE / 100);
    if (tenth > told) {
      told = tenth;
      String whole =
          total > 0 ? String.format(Locale.ROOT, " of %.1f MB", total / MEGABYTE) : " MB";
      err.println(String.format(Locale.ROOT, "%s: %.1f%s", name, done / MEGABYTE, whole));
      err.flush();
    }
  }
}
