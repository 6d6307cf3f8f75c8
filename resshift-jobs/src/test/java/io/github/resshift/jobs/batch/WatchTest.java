package io.github.resshift.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.batch.BatchPlan.Item;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.BatchPlan.Unusable;
import io.github.resshift.jobs.journal.Past;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchTest {
  /** Longer than any pause between the steps of a test on a busy machine would be a slow test. */
  private static final long SETTLE_MILLIS = 400;

  @TempDir Path dir;
  private final Cancellation cancellation = new Cancellation();
  private Path in;
  private Watch watch;

  @BeforeEach
  void start() throws IOException {
    in = Files.createDirectories(dir.resolve("in"));
    Path out = dir.resolve("out");
    OutputTarget target = new OutputTarget.Folder(out, PictureFormat.PNG);
    watch =
        new Watch(
            () -> InputFinder.find(List.of(in.toString()), out),
            (inputs, before) ->
                BatchPlanner.plan(
                    inputs,
                    target,
                    Existing.SKIP,
                    Past.none(),
                    new NamePattern("{index}", Map.of()),
                    before,
                    Extras.NONE),
            cancellation,
            SETTLE_MILLIS,
            10);
  }

  @Test
  void oldFilesComeAtOnceAndNewOnesEachOnce() throws Exception {
    old("a.jpg", "1");
    assertThat(next()).isEqualTo(work("a.jpg", "0001.png"));
    CompletableFuture<Item> waiting = CompletableFuture.supplyAsync(watch::next);
    assertThat(waiting).isNotCompleted();
    old("b.jpg", "2");
    assertThat(waiting.get()).isEqualTo(work("b.jpg", "0002.png"));
    cancelled();
  }

  @Test
  void aFileThatGrowsIsWaitedFor() throws Exception {
    CompletableFuture<Item> waiting = CompletableFuture.supplyAsync(watch::next);
    Path file = in.resolve("a.jpg");
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * SETTLE_MILLIS);
    while (System.nanoTime() < until) {
      Files.writeString(file, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Thread.sleep(20);
    }
    long written = System.nanoTime();
    Item item = waiting.get();
    assertThat(item).isEqualTo(work("a.jpg", "0001.png"));
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - written))
        .as("it was not taken while it grew")
        .isGreaterThan(SETTLE_MILLIS / 2);
  }

  @Test
  void aNewVersionIsANewPicture() throws Exception {
    old("a.jpg", "1");
    next();
    old("a.jpg", "other");
    assertThat(next()).isEqualTo(work("a.jpg", "0002.png"));
    cancelled();
  }

  @Test
  void anEmptyFolderIsWaitedForAndAMissingOneSaidOnce() throws Exception {
    cancelled();
    Files.delete(in);
    Cancellation other = new Cancellation();
    Watch missing =
        new Watch(
            () -> InputFinder.find(List.of(in.toString()), dir.resolve("out")),
            (inputs, before) -> new BatchPlan(List.of()),
            other,
            SETTLE_MILLIS,
            10);
    assertThat(missing.next()).isInstanceOf(Unusable.class);
    CompletableFuture<Boolean> more = CompletableFuture.supplyAsync(missing::hasNext);
    Thread.sleep(100);
    other.request();
    assertThat(more.get()).isFalse();
  }

  private void cancelled() throws Exception {
    CompletableFuture<Boolean> more = CompletableFuture.supplyAsync(watch::hasNext);
    Thread.sleep(100);
    assertThat(more).isNotDone();
    cancellation.request();
    assertThat(more.get()).isFalse();
  }

  private Item next() {
    return watch.next();
  }

  private void old(String name, String content) throws IOException {
    Path part = Files.writeString(dir.resolve("part"), content);
    Files.setLastModifiedTime(part, FileTime.fromMillis(System.currentTimeMillis() - 60_000));
    Files.move(part, in.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private Todo work(String source, String target) {
    return new Todo(in.resolve(source), dir.resolve("out").resolve(target), PictureFormat.PNG);
  }
}
