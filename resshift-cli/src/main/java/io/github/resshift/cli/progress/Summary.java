package io.github.resshift.cli.progress;

import io.github.resshift.jobs.batch.PictureResult;
import io.github.resshift.jobs.batch.PictureResult.Status;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is said at the end of a run: counts, notes, and every failure with its reason. */
public final class Summary {
  private static final int NOTES = 10;

  private final List<PictureResult> results;
  private final List<String> warnings;
  private final int planned;
  private final double seconds;
  private String stopped;

  /**
   * A summary of a run.
   *
   * @param warnings sentences about the set-up
   * @param planned how many results there would be had the run not been cancelled
   * @param seconds how long the run took
   */
  public Summary(List<PictureResult> results, List<String> warnings, int planned, double seconds) {
    this.results = List.copyOf(results);
    this.warnings = List.copyOf(warnings);
    this.planned = planned;
    this.seconds = seconds;
  }

  /**
   * Says why the run ended before its plan did.
   *
   * @param reason a sentence
   */
  public Summary stopped(String reason) {
    this.stopped = reason;
    return this;
  }

  /** How many results have {@code status}. */
  public int count(Status status) {
    return (int) results.stream().filter(result -> result.status() == status).count();
  }

  /**
   * Prints the summary.
   *
   * @param quiet whether only failures are told
   */
  public void print(PrintWriter err, boolean quiet) {
    if (!quiet) {
      printNotes(err);
      err.println(counts());
    }
    printOutdated(err);
    int failed = count(Status.FAILED);
    if (failed > 0) {
      err.printf("resshift: %d of %d failed:%n", failed, planned);
      for (PictureResult result : results) {
        if (result.status() == Status.FAILED) {
          String error = result.error().orElse("");
          boolean named = error.startsWith(result.input());
          err.println("  " + Plain.line(named ? error : result.input() + ": " + error));
        }
      }
    }
    if (stopped != null) {
      err.printf(
          "resshift: stopped: %s Left: %d. When that is mended, the same command goes on from here.%n",
          Plain.line(stopped), planned - results.size());
    }
    err.flush();
  }

  private void printOutdated(PrintWriter err) {
    List<PictureResult> outdated =
        results.stream().filter(result -> result.outdated().isPresent()).toList();
    if (!outdated.isEmpty()) {
      PictureResult first = outdated.get(0);
      err.printf(
          "resshift: %d skipped although this run would make something else of them, such as '%s':"
              + " %s (--existing update makes them again).%n",
          outdated.size(),
          Plain.line(first.output().orElseThrow().toString()),
          Plain.line(first.outdated().orElseThrow()));
    }
  }

  private void printNotes(PrintWriter err) {
    List<String> notes = new ArrayList<>(warnings);
    results.forEach(result -> result.made().ifPresent(made -> notes.addAll(made.notes())));
    notes.stream().limit(NOTES).map(Plain::line).forEach(err::println);
    if (notes.size() > NOTES) {
      err.println("(and " + (notes.size() - NOTES) + " more such notes)");
    }
  }

  private String counts() {
    StringBuilder text = new StringBuilder();
    text.append(count(Status.DONE)).append(" done");
    int skipped = count(Status.SKIPPED);
    if (skipped > 0) {
      text.append(", ").append(skipped).append(" skipped (the output exists; see --existing)");
    }
    int failed = count(Status.FAILED);
    if (failed > 0) {
      text.append(", ").append(failed).append(" failed");
    }
    int cancelled = planned - count(Status.DONE) - skipped - failed;
    if (cancelled > 0) {
      text.append(", ").append(cancelled).append(stopped == null ? " cancelled" : " left");
    }
    return text.append(String.format(Locale.ROOT, ", %.1f s", seconds)).toString();
  }
}
