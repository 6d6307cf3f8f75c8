package io.github.resshift.cli.progress;

import io.github.resshift.jobs.batch.BatchListener;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.jobs.batch.PictureResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One bar over all pictures with the time that is left, for a terminal. */
public final class BarProgress implements BatchListener {
  /** Parts that the bar divides a picture into. */
  private static final long PARTS = 1000;

  private static final int REDRAW_MILLIS = 200;

  private final PrintStream err;
  private final int columns;
  private ProgressBar bar;
  private final Map<BatchPlan.Todo, Long> parts = new ConcurrentHashMap<>();
  private volatile long finished;

  /**
   * A bar on {@code err}.
   *
   * @param columns width of the terminal, or 0 if not known
   */
  public BarProgress(PrintStream err, int columns) {
    this.err = err;
    this.columns = columns;
  }

  @Override
  public void started(BatchPlan plan) {
    int pictures = plan.todo().size();
    if (pictures == 0) {
      return;
    }
    ConsoleProgressBarConsumer console =
        columns > 0
            ? new ConsoleProgressBarConsumer(err, columns - 1)
            : new ConsoleProgressBarConsumer(err);
    bar =
        new ProgressBarBuilder()
            .setTaskName("resshift")
            .setInitialMax(pictures * PARTS)
            .setUnit(pictures == 1 ? " picture" : " pictures", PARTS)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setConsumer(console)
            .build();
    bar.setExtraMessage(" loading the model");
  }

  @Override
  public void opened(PictureMaker work) {
    bar.setExtraMessage("");
  }

  @Override
  public void picture(BatchPlan.Todo picture) {
    Path name = picture.source().getFileName();
    bar.setExtraMessage(" " + Plain.line(String.valueOf(name)));
  }

  @Override
  public void step(BatchPlan.Todo picture, int done, int total) {
    parts.put(picture, PARTS * done / Math.max(1, total));
    show();
  }

  /** A line above the bar, which is drawn again below it. */
  @Override
  public void said(BatchPlan.Todo picture, String sentence) {
    String line = Plain.line(picture.input() + ": " + sentence);
    err.print("\r" + line + " ".repeat(Math.max(0, columns - 1 - line.length())) + "\n");
    err.flush();
  }

  @Override
  public void finished(BatchPlan.Item item, PictureResult result) {
    if (item instanceof BatchPlan.Todo work && result.status() != PictureResult.Status.CANCELLED) {
      parts.remove(work);
      finished++;
      show();
    }
  }

  private void show() {
    long begun = parts.values().stream().mapToLong(Long::longValue).sum();
    bar.stepTo(finished * PARTS + begun);
  }

  @Override
  public void ended() {
    if (bar != null) {
      bar.setExtraMessage("");
      bar.close();
    }
  }
}
