package io.github.resshift.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.batch.BatchPlan;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.Forecast;
import io.github.resshift.jobs.batch.PictureMaker.Made;
import io.github.resshift.jobs.batch.PictureResult;
import io.github.resshift.jobs.batch.PictureResult.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final Todo FIRST = work("a.jpg");
  private static final Todo SECOND = work("b.jpg");
  private static final PictureResult DONE =
      new PictureResult(
          "a.jpg",
          Optional.of(Path.of("a.png")),
          Status.DONE,
          1.25,
          Optional.of(new Made(40, 20, List.of("a.jpg: only the first of 3 pages"))),
          Optional.empty(),
          Optional.empty());
  private static final PictureResult FAILED = failed("b.jpg", "b.jpg is no picture.");

  @Test
  void aBarShowsPicturesAndSteps() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BarProgress bar = new BarProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), 80);
    bar.started(new BatchPlan(List.of(FIRST, SECOND)));
    bar.picture(FIRST);
    bar.step(FIRST, 1, 2);
    bar.finished(FIRST, DONE);
    bar.picture(SECOND);
    bar.finished(SECOND, FAILED);
    bar.ended();
    String shown = bytes.toString(StandardCharsets.UTF_8);
    assertThat(shown).contains("100%", "2/2 pictures");
    assertThat(shown.split("[\r\n]")).allMatch(line -> line.length() <= 80);
  }

  @Test
  void sentencesAboutAPictureHaveLinesOfTheirOwn() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BarProgress bar = new BarProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), 80);
    bar.started(new BatchPlan(List.of(FIRST)));
    bar.picture(FIRST);
    bar.said(FIRST, "12 tiles, about 5 min");
    bar.finished(FIRST, DONE);
    bar.ended();
    assertThat(bytes.toString(StandardCharsets.UTF_8).split("[\r\n]"))
        .anyMatch(line -> line.strip().equals("a.jpg: 12 tiles, about 5 min") && line.length() > 70)
        .anyMatch(line -> line.contains("100%"));

    StringWriter out = new StringWriter();
    LineProgress lines = new LineProgress(new PrintWriter(out), false, Forecast.NONE);
    lines.started(new BatchPlan(List.of(FIRST)));
    lines.said(FIRST, "12 tiles, about 5 min");
    assertThat(out.toString().strip()).isEqualTo("a.jpg: 12 tiles, about 5 min");
  }

  @Test
  void aBarForNothingShowsNothing() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BarProgress bar = new BarProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), 80);
    bar.started(new BatchPlan(List.of()));
    bar.ended();
    assertThat(bytes.size()).isZero();
  }

  @Test
  void linesTellEachPictureAtOnce() {
    StringWriter out = new StringWriter();
    LineProgress lines = new LineProgress(new PrintWriter(out), false, Forecast.NONE);
    lines.started(new BatchPlan(List.of(FIRST, SECOND)));
    lines.finished(FIRST, DONE);
    assertThat(out.toString().strip()).isEqualTo("[1/2] a.jpg: a.png, 40 x 20, 1.3 s");
    lines.finished(SECOND, FAILED);
    assertThat(out.toString()).contains("[2/2] b.jpg: failed: b.jpg is no picture.");
  }

  @Test
  void theTimeThatIsLeftIsGuessedFromWhatIsDone() {
    long[] now = {0};
    TimeLeft left = new TimeLeft(Forecast.NONE, () -> now[0]);
    left.started(new BatchPlan(List.of(FIRST, SECOND, work("c.jpg"))));
    left.picture();
    assertThat(left.words()).isEmpty();
    now[0] = 90_000_000_000L;
    left.finished(FIRST);
    assertThat(left.words()).isEqualTo(", about 3 min left");
    left.finished(SECOND);
    assertThat(left.words()).isEqualTo(", about 45 s left");
    left.finished(work("c.jpg"));
    assertThat(left.words()).isEmpty();
  }

  @Test
  void theSummaryCountsAndListsFailures() {
    PictureResult other = failed("c.jpg", "The disk is full.");
    String text = summary(false, DONE, FAILED, other);
    assertThat(text)
        .contains("Mind the step.", "only the first of 3 pages")
        .contains("1 done, 2 failed, 1 cancelled, 9.0 s")
        .contains("resshift: 2 of 4 failed:")
        .contains("  b.jpg is no picture.")
        .contains("  c.jpg: The disk is full.");
  }

  @Test
  void theQuietSummaryHasOnlyFailures() {
    assertThat(summary(true, DONE)).isEmpty();
    assertThat(summary(true, DONE, FAILED)).contains("b.jpg").doesNotContain("done", "Mind");
  }

  private static String summary(boolean quiet, PictureResult... results) {
    StringWriter out = new StringWriter();
    new Summary(List.of(results), List.of("Mind the step."), 4, 9.0)
        .print(new PrintWriter(out), quiet);
    return out.toString();
  }

  private static PictureResult failed(String input, String error) {
    return new PictureResult(
        input,
        Optional.empty(),
        Status.FAILED,
        0,
        Optional.empty(),
        Optional.of(error),
        Optional.empty());
  }

  private static Todo work(String name) {
    return new Todo(Path.of(name), Path.of(name + ".png"), PictureFormat.PNG);
  }
}
