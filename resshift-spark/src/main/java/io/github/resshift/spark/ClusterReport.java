package io.github.resshift.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of a run.
 *
 * @param done results that were made
 * @param failed pictures that could not be made, and inputs that are not there
 * @param skipped pictures whose results were there
 * @param outdated those of them of which this run would make something else
 * @param leftOut files in the inputs that are no pictures
 * @param left pictures that were not reached: those of a run that only plans
 * @param megapixels of the results
 * @param seconds from the start to the end
 * @param failures some of the failures, each with its sentence
 * @param notes some of what the user should know, each a sentence
 * @param manifest where all rows are
 */
public record ClusterReport(
    long done,
    long failed,
    long skipped,
    long outdated,
    long leftOut,
    long left,
    double megapixels,
    double seconds,
    List<String> failures,
    List<String> notes,
    String manifest) {
  private static final int PARTLY_FAILED = 3;

  /** Copies the lists. */
  public ClusterReport {
    failures = List.copyOf(failures);
    notes = List.copyOf(notes);
  }

  /** The exit code, as that of the command line: 0 all is done, 1 all failed, 3 some failed. */
  public int exitCode() {
    if (failed == 0) {
      return 0;
    }
    return done + skipped + left == 0 ? 1 : PARTLY_FAILED;
  }

  /** The report for people, a line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(notes);
    StringBuilder counts = new StringBuilder();
    counts.append(done).append(" done");
    if (left > 0) {
      counts.append(", ").append(left).append(" to do");
    }
    if (skipped > 0) {
      counts.append(", ").append(skipped).append(" skipped (the output exists; see --existing)");
    }
    if (failed > 0) {
      counts.append(", ").append(failed).append(" failed");
    }
    counts.append(String.format(Locale.ROOT, ", %.1f s", seconds));
    if (done > 0) {
      counts.append(
          String.format(
              Locale.ROOT,
              ", %.1f megapixels of results, %.2f a second",
              megapixels,
              megapixels / seconds));
    }
    lines.add(counts.toString());
    if (outdated > 0) {
      lines.add(
          outdated
              + " skipped although this run would make something else of them (--existing update"
              + " makes them again).");
    }
    if (leftOut > 0) {
      lines.add(leftOut + " files are no pictures and were left out.");
    }
    if (failed > 0) {
      lines.add("resshift: " + failed + " failed:");
      failures.forEach(failure -> lines.add("  " + failure));
      if (failures.size() < failed) {
        lines.add("  (and " + (failed - failures.size()) + " more)");
      }
    }
    lines.add("All rows: " + manifest);
    return lines;
  }
}
