package io.github.resshift.cli.progress;

import io.github.resshift.catalog.ProgressListener;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar for each file that is downloaded, with speed and the time that is left. */
public final class DownloadBar implements ProgressListener, AutoCloseable {
  private static final long MEGABYTE = 1_000_000;
  private static final int REDRAW_MILLIS = 200;

  private final PrintStream err;
  private final int columns;
  private String file = "";
  private ProgressBar bar;

  /**
   * Bars on {@code err}.
   *
   * @param columns width of the terminal, or 0 if not known
   */
  public DownloadBar(PrintStream err, int columns) {
    this.err = err;
    this.columns = columns;
  }

  @Override
  public void progress(String name, long done, long total) {
    if (!name.equals(file)) {
      close();
      file = name;
      bar = begin(name, done, total);
    }
    bar.stepTo(done);
  }

  private ProgressBar begin(String name, long done, long total) {
    ConsoleProgressBarConsumer console =
        columns > 0
            ? new ConsoleProgressBarConsumer(err, columns - 1)
            : new ConsoleProgressBarConsumer(err);
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(total)
        .startsFrom(done, Duration.ZERO)
        .setUnit(" MB", MEGABYTE)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setConsumer(console)
        .build();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    file = "";
  }
}
