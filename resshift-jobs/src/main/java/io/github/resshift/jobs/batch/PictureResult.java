package io.github.resshift.jobs.batch;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one input.
 *
 * @param input the input as the user knows it
 * @param output the file written, or already there when skipped
 * @param status how it ended
 * @param seconds time spent on it
 * @param made size and note, if done
 * @param error one sentence, if failed
 * @param outdated why the output that is there is not what this run would make, as the end of a
 *     sentence, if skipped nevertheless
 */
public record PictureResult(
    String input,
    Optional<Path> output,
    Status status,
    double seconds,
    Optional<PictureMaker.Made> made,
    Optional<String> error,
    Optional<String> outdated) {
  /** How the work on a picture ended. */
  public enum Status {
    /** The output would be written, were this not merely a plan. */
    PLANNED,
    /** The output is written. */
    DONE,
    /** The output was there before. */
    SKIPPED,
    /** There is an error and no output. */
    FAILED,
    /** The user ended the run first. */
    CANCELLED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of a picture that is passed over. */
  static PictureResult skipped(BatchPlan.Skip skip) {
    return new PictureResult(
        skip.input(),
        Optional.of(skip.target()),
        Status.SKIPPED,
        0,
        Optional.empty(),
        Optional.empty(),
        skip.outdated());
  }

  /** Of an input that cannot be worked on. */
  static PictureResult unusable(BatchPlan.Unusable item) {
    return without(item.input(), 0, Status.FAILED, item.reason());
  }

  /** Of a picture without an output. */
  static PictureResult without(String input, double seconds, Status status, String reason) {
    return new PictureResult(
        input,
        Optional.empty(),
        status,
        seconds,
        Optional.empty(),
        Optional.of(reason),
        Optional.empty());
  }
}
