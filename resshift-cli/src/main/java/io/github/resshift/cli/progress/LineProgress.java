package io.github.resshift.cli.progress;

import io.github.resshift.cli.batch.BatchListener;
import io.github.resshift.cli.batch.BatchPlan;
import io.github.resshift.cli.batch.PictureResult;
import io.github.resshift.cli.batch.PictureWork;
import io.github.resshift.cli.batch.PictureWork.Made;
import java.io.PrintWriter;
import java.util.Locale;

/** One line a picture, for logs and files. */
public final class LineProgress implements BatchListener {
  private final PrintWriter err;
  private final boolean verbose;
  private int pictures;
  private int done;

  /**
   * Lines on {@code err}.
   *
   * @param verbose whether to tell how the work is set up, too
   */
  public LineProgress(PrintWriter err, boolean verbose) {
    this.err = err;
    this.verbose = verbose;
  }

  @Override
  public void started(BatchPlan plan) {
    pictures = plan.items().size();
  }

  @Override
  public void opened(PictureWork work) {
    if (verbose) {
      err.println(work.description());
      err.flush();
    }
  }

  @Override
  public void finished(BatchPlan.Item item, PictureResult result) {
    done++;
    String outcome =
        switch (result.status()) {
          case DONE -> finished(result);
          case SKIPPED ->
              "skipped, '"
                  + result.output().orElseThrow()
                  + "' exists"
                  + result.outdated().map(reason -> "; " + reason).orElse("");
          case FAILED -> "failed: " + result.error().orElseThrow();
          case CANCELLED -> "cancelled";
        };
    err.printf("[%d/%d] %s: %s%n", done, pictures, result.input(), outcome);
    err.flush();
  }

  private static String finished(PictureResult result) {
    Made made = result.made().orElseThrow();
    return String.format(
        Locale.ROOT,
        "%s, %d x %d, %.1f s",
        result.output().orElseThrow(),
        made.width(),
        made.height(),
        result.seconds());
  }
}
