package io.github.resshift.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.batch.BatchPlan.Item;
import io.github.resshift.jobs.batch.BatchPlan.Skip;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.BatchPlan.Unusable;
import io.github.resshift.jobs.batch.PictureResult.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchRunnerTest {
  @TempDir Path dir;
  private final Cancellation cancellation = new Cancellation();
  private final FakeMaker fake = new FakeMaker(cancellation);
  private int opened;

  @Test
  void oneFailureLeavesTheOthersDone() throws IOException {
    List<PictureResult> results = run(work("a", "x"), work("b", "bad"), work("c", "y"));
    assertThat(results)
        .extracting(PictureResult::status)
        .containsExactly(Status.DONE, Status.FAILED, Status.DONE);
    assertThat(results.get(1).error()).contains("explained: bad content");
    assertThat(dir.resolve("out/c.png")).hasContent("y done");
    assertThat(dir.resolve("out/b.png")).doesNotExist();
    assertThat(fake.closed).isTrue();
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void anOutputFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "x");
    Todo work = work("a", "x");
    Todo blocked = new Todo(work.source(), file.resolve("sub/a.png"), work.format());
    PictureResult result = run(blocked).get(0);
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.error().orElseThrow()).contains("output folder", "file", "--output");
  }

  @Test
  void nothingIsOpenedWhenThereIsNothingToDo() {
    List<PictureResult> results =
        run(new Skip(Path.of("a"), Path.of("b.png")), new Unusable("c", "There is no c."));
    assertThat(results)
        .extracting(PictureResult::status)
        .containsExactly(Status.SKIPPED, Status.FAILED);
    assertThat(opened).isZero();
  }

  @Test
  void cancellingEndsTheRunWithoutAFile() throws IOException {
    BatchListener atSecondStep =
        new BatchListener() {
          @Override
          public void step(Todo picture, int done, int total) {
            if (done == 2) {
              cancellation.request();
            }
          }
        };
    BatchPlan plan = new BatchPlan(List.of(work("a", "x"), work("b", "y")));
    List<PictureResult> results = runner(List.of(atSecondStep)).run(plan);
    assertThat(results).extracting(PictureResult::status).containsExactly(Status.CANCELLED);
    assertThat(dir.resolve("out")).isEmptyDirectory();
    assertThat(fake.closed).isTrue();
  }

  @Test
  void whatIsSaidOfAPictureReachesTheListeners() throws IOException {
    List<String> heard = new ArrayList<>();
    BatchListener listener =
        new BatchListener() {
          @Override
          public void said(Todo picture, String sentence) {
            heard.add(picture.source().getFileName() + " " + sentence);
          }
        };
    runner(List.of(listener)).run(new BatchPlan(List.of(work("a", "x"), work("b", "y"))));
    assertThat(heard).containsExactly("a.jpg takes long", "b.jpg takes long");
  }

  @Test
  void cancellingDuringTheLastStepWritesNothing() throws IOException {
    BatchListener atLastStep =
        new BatchListener() {
          @Override
          public void step(Todo picture, int done, int total) {
            if (done == total) {
              cancellation.request();
            }
          }
        };
    runner(List.of(atLastStep)).run(new BatchPlan(List.of(work("a", "x"))));
    assertThat(dir.resolve("out")).isEmptyDirectory();
  }

  @Test
  void listenersHearTheEndEvenIfTheWorkCannotBeOpened() throws IOException {
    List<String> heard = new ArrayList<>();
    BatchListener listener =
        new BatchListener() {
          @Override
          public void ended() {
            heard.add("ended");
          }
        };
    BatchRunner runner =
        new BatchRunner(
            () -> {
              throw new IllegalStateException("no model");
            },
            List.of(listener),
            cancellation,
            Throwable::getMessage,
            Ledger.NONE);
    BatchPlan plan = new BatchPlan(List.of(work("a", "x")));
    assertThatThrownBy(() -> runner.run(plan)).hasMessage("no model");
    assertThat(heard).containsExactly("ended");
  }

  private List<PictureResult> run(Item... items) {
    return runner(List.of()).run(new BatchPlan(List.of(items)));
  }

  private BatchRunner runner(List<BatchListener> listeners) {
    return new BatchRunner(
        () -> {
          opened++;
          return fake;
        },
        listeners,
        cancellation,
        e -> "explained: " + e.getMessage(),
        Ledger.NONE);
  }

  private Todo work(String name, String content) throws IOException {
    Path source = Files.writeString(dir.resolve(name + ".jpg"), content);
    return new Todo(source, dir.resolve("out").resolve(name + ".png"), PictureFormat.PNG);
  }
}
