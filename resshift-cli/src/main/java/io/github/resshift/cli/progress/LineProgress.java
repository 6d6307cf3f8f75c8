package io.github.resshift.cli.progress;

import io.github.resshift.image.FileNames;
import io.github.resshift.jobs.batch.BatchListener;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.Forecast;
import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.jobs.batch.PictureMaker.Made;
import io.github.resshift.jobs.batch.PictureResult;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** One line a picture, for logs and files. */
public final class LineProgress implements BatchListener {
  private final PrintWriter err;
  private final boolean verbose;
  private final TimeLeft left;
  private int pictures;
  private int done;

  /**
   * Lines on {@code err}.
   *
   * @param verbose whether to tell how the work is set up, too
   * @param forecast how much work each picture is
   */
  public LineProgress(PrintWriter err, boolean verbose, Forecast forecast) {
    this.err = err;
    this.verbose = verbose;
    this.left = new TimeLeft(forecast, System::nanoTime);
  }

  @Override
  public void started(BatchPlan plan) {
    pictures = plan.items().size();
    left.started(plan);
  }

  @Override
  public void opened(PictureMaker work) {
    if (verbose) {
      err.println(work.description());
      err.flush();
    }
  }

  @Override
  public void picture(BatchPlan.Todo picture) {
    left.picture();
  }

  @Override
  public void said(BatchPlan.Todo picture, String sentence) {
    err.println(Plain.line(picture.input() + ": " + sentence));
    err.flush();
  }

  @Override
  public void finished(BatchPlan.Item item, PictureResult result) {
    done++;
    left.finished(item);
    String outcome =
        switch (result.status()) {
          case PLANNED -> planned(result);
          case DONE -> finished(result) + left.words();
          case SKIPPED ->
              "skipped, '"
                  + FileNames.text(result.output().orElseThrow())
                  + "' exists"
                  + result.outdated().map(reason -> "; " + reason).orElse("");
          case FAILED -> "failed: " + result.error().orElseThrow();
          case CANCELLED -> "cancelled";
        };
    String place = pictures == 0 ? "[" + done + "]" : "[" + done + "/" + pictures + "]";
    err.println(Plain.line("%s %s: %s".formatted(place, result.input(), outcome)));
    err.flush();
  }

  private static String planned(PictureResult result) {
    String size =
        result
            .made()
            .map(
                made ->
                    ", %d x %d".formatted(made.width(), made.height())
                        + made.notes().stream()
                            .map(note -> ", " + note)
                            .collect(Collectors.joining()))
            .orElse(", its size cannot be told");
    return "would become " + FileNames.text(result.output().orElseThrow()) + size;
  }

  private static String finished(PictureResult result) {
    Made made = result.made().orElseThrow();
    return String.format(
        Locale.ROOT,
        "%s, %d x %d, %.1f s",
        FileNames.text(result.output().orElseThrow()),
        made.width(),
        made.height(),
        result.seconds());
  }
}
