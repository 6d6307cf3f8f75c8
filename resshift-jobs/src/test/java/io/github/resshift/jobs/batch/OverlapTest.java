package io.github.resshift.jobs.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.batch.BatchPlan.Item;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.PictureResult.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OverlapTest {
  private static final OptionalLong SMALL = OptionalLong.of(1000);

  @TempDir Path dir;
  private final Cancellation cancellation = new Cancellation();

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void noMoreThanTheJobsAreComputedAtATimeAndResultsKeepTheirOrder(int jobs) throws IOException {
    AtomicInteger computing = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    FakeMaker work =
        new FakeMaker(cancellation) {
          @Override
          public Made process(Todo picture, Listener steps) throws IOException {
            steps.compute(
                () -> {
                  most.accumulateAndGet(computing.incrementAndGet(), Math::max);
                  Thread.onSpinWait();
                  computing.decrementAndGet();
                  return null;
                });
            return super.process(picture, steps);
          }
        };
    List<Item> items = items(30);
    Files.writeString(dir.resolve("p7.jpg"), "bad");
    List<PictureResult> results = run(work, items, jobs, SMALL);
    assertThat(results)
        .extracting(PictureResult::input)
        .isEqualTo(items.stream().map(Item::input).toList());
    assertThat(results.get(7).status()).isEqualTo(Status.FAILED);
    assertThat(results).filteredOn(result -> result.status() == Status.DONE).hasSize(29);
    assertThat(most.get()).isBetween(1, jobs);
  }

  @Test
  void thePictureBeforeIsWrittenAndTheNextOneReadWhileOneIsComputed() throws IOException {
    // Each of the three phases waits until one picture is in each of them.
    CyclicBarrier together = new CyclicBarrier(3);
    // There is one thread that computes: the second picture would hold it for ever before the
    // first.
    CyclicBarrier computed = new CyclicBarrier(2);
    AtomicInteger phase = new AtomicInteger();
    FakeMaker work =
        new FakeMaker(cancellation) {
          @Override
          public Made process(Todo picture, Listener steps) {
            int place = phase.getAndIncrement();
            if (place == 2) {
              await(together); // reads
            }
            if (place == 1) {
              await(computed);
            }
            steps.compute(() -> place == 1 ? await(together) : 0);
            if (place == 0) {
              await(computed);
              await(together); // writes
            }
            return new Made(1, 1, List.of());
          }
        };
    assertThat(run(work, items(3), 1, SMALL))
        .extracting(PictureResult::status)
        .containsOnly(Status.DONE);
  }

  @Test
  void picturesThatAreLargeOrUnknownAreAlone() throws IOException {
    for (OptionalLong pixels : List.of(OptionalLong.empty(), OptionalLong.of(500_000_000))) {
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      FakeMaker work =
          new FakeMaker(cancellation) {
            @Override
            public Made process(Todo picture, Listener steps) throws IOException {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              Made made = super.process(picture, steps);
              inside.decrementAndGet();
              return made;
            }
          };
      run(work, items(12), 2, pixels);
      assertThat(most.get()).isEqualTo(1);
    }
  }

  @Test
  void workThatCannotBeOpenedEndsTheRunOnce() throws IOException {
    AtomicInteger opened = new AtomicInteger();
    List<Item> items = items(5);
    try (Overlap pipeline = new Overlap(1, picture -> SMALL)) {
      BatchRunner runner =
          new BatchRunner(
                  () -> {
                    opened.incrementAndGet();
                    throw new IllegalStateException("no model");
                  },
                  List.of(),
                  cancellation,
                  Throwable::getMessage,
                  Ledger.NONE)
              .overlapping(pipeline);
      assertThatThrownBy(() -> runner.run(new BatchPlan(items))).hasMessage("no model");
    }
    assertThat(opened.get()).isEqualTo(1);
  }

  /** Whoever interrupts the run frees what it works with, so nobody may work with it any more. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInterruptedRunComesBackWhenNothingIsComputedAnyMore(boolean overlapping) throws Exception {
    CountDownLatch computing = new CountDownLatch(1);
    AtomicBoolean inside = new AtomicBoolean();
    AtomicBoolean closedInside = new AtomicBoolean();
    AtomicBoolean asked = new AtomicBoolean();
    FakeMaker work =
        new FakeMaker(cancellation) {
          @Override
          public Made process(Todo picture, Listener steps) throws IOException {
            return steps.compute(
                () -> {
                  inside.set(true);
                  computing.countDown();
                  // As native code, it does not hear of interrupts; it asks now and then.
                  for (long end = System.nanoTime() + 20_000_000_000L;
                      !steps.cancelled() && System.nanoTime() < end; ) {
                    Thread.onSpinWait();
                  }
                  asked.set(steps.cancelled());
                  long end = System.nanoTime() + 200_000_000;
                  while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                  }
                  inside.set(false);
                  throw new CancellationException();
                });
          }

          @Override
          public void close() {
            closedInside.set(inside.get());
            super.close();
          }
        };
    List<Item> items = items(4);
    ExecutorService server = Executors.newSingleThreadExecutor();
    AtomicReference<List<PictureResult>> results = new AtomicReference<>();
    CountDownLatch ended = new CountDownLatch(1);
    try {
      Future<?> job =
          server.submit(
              () -> {
                try (Overlap pipeline = new Overlap(1, picture -> SMALL)) {
                  BatchRunner runner =
                      new BatchRunner(
                          () -> work, List.of(), cancellation, Throwable::getMessage, Ledger.NONE);
                  results.set(
                      (overlapping ? runner.overlapping(pipeline) : runner)
                          .run(new BatchPlan(items)));
                } finally {
                  ended.countDown();
                }
              });
      computing.await();
      job.cancel(true);
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      server.shutdown();
    }
    assertThat(asked).as("the work heard of it").isTrue();
    assertThat(work.closed).isTrue();
    assertThat(closedInside).as("closed while a picture was computed").isFalse();
    assertThat(results.get())
        .isNotEmpty()
        .extracting(PictureResult::status)
        .containsOnly(Status.CANCELLED);
  }

  private static int await(CyclicBarrier barrier) {
    try {
      return barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the phases do not overlap", e);
    }
  }

  private List<PictureResult> run(FakeMaker work, List<Item> items, int jobs, OptionalLong pixels) {
    try (Overlap pipeline = new Overlap(jobs, picture -> pixels)) {
      return new BatchRunner(
              () -> work, List.of(), cancellation, Throwable::getMessage, Ledger.NONE)
          .overlapping(pipeline)
          .run(new BatchPlan(items));
    }
  }

  private List<Item> items(int count) throws IOException {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path source = Files.writeString(dir.resolve("p" + i + ".jpg"), "x");
      items.add(new Todo(source, dir.resolve("out/p" + i + ".png"), PictureFormat.PNG));
    }
    return items;
  }
}
