package io.github.resshift.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.degrade.RealWorldDegradation;
import io.github.resshift.degrade.RealWorldRecipe;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefetcherTest {
  @TempDir Path folder;

  @Test
  void givesTheBatchesOfTheSourceInOrderAndFromAnyStart() throws IOException {
    PhotoCache cache = TestPhotos.three(folder);
    int threads = Engine.threads();
    try (var direct = source(cache, 2);
        var ahead = new Prefetcher(source(cache, 2), 2, 3)) {
      assertThat(Engine.threads()).isEqualTo(threads);
      for (long iteration : new long[] {1, 2, 3, 4, 9, 10, 3}) {
        try (var scope = Scope.open()) {
          Batch expected = direct.batch(iteration);
          Batch actual = ahead.batch(iteration);
          assertThat(Tensors.shape(actual.gt())).containsExactly(2, 3, 32, 32);
          assertThat(Tensors.shape(actual.lq())).containsExactly(2, 3, 8, 8);
          assertThat(actual.gt().equal(expected.gt())).isTrue();
          assertThat(actual.lq().equal(expected.lq())).isTrue();
        }
      }
      assertThat(ahead.batches()).isEqualTo(7);
      assertThat(ahead.waitedSeconds()).isPositive();
      assertThat(ahead.digest()).isEqualTo(direct.digest());
    }
  }

  @Test
  void samplesDoNotDependOnTheBatchSize() throws IOException {
    PhotoCache cache = TestPhotos.three(folder);
    try (var scope = Scope.open()) {
      Batch four = source(cache, 4).batch(1);
      Batch second = source(cache, 2).batch(2);
      assertThat(four.gt().narrow(0, 2, 2).equal(second.gt())).isTrue();
      assertThat(four.lq().narrow(0, 2, 2).equal(second.lq())).isTrue();
      assertThat(Tensors.item(four.lq().min())).isBetween(-1.0, 0.0);
      assertThat(Tensors.item(four.lq().max())).isBetween(0.0, 1.0);
    }
  }

  @Test
  void tensorsEndWithTheScopeOfTheCaller() throws IOException {
    PhotoCache cache = TestPhotos.three(folder);
    try (var ahead = new Prefetcher(source(cache, 2), 1, 1)) {
      Tensor lq;
      try (var scope = Scope.open()) {
        lq = ahead.batch(1).lq();
        assertThat(lq.isNull()).isFalse();
      }
      assertThat(lq.isNull()).isTrue();
    }
  }

  @Test
  void passesOnWhatTheSourceThrowsAndGoesOn() {
    AtomicInteger calls = new AtomicInteger();
    try (var ahead =
        new Prefetcher(
            new Made(
                iteration -> {
                  if (calls.getAndIncrement() == 0) {
                    throw new IllegalStateException("broken " + iteration);
                  }
                }),
            1,
            2)) {
      assertThatThrownBy(() -> ahead.batch(5)).hasMessage("broken 5");
      try (var scope = Scope.open()) {
        assertThat(Tensors.item(ahead.batch(5).gt())).isEqualTo(5);
        assertThat(Tensors.item(ahead.batch(6).gt())).isEqualTo(6);
      }
    }
  }

  @Test
  void eachWorkerUsesOneCore() {
    List<Integer> counts = new CopyOnWriteArrayList<>();
    try (var ahead = new Prefetcher(new Made(iteration -> counts.add(Engine.threads())), 2, 4);
        var scope = Scope.open()) {
      ahead.batch(1);
      ahead.batch(2);
      ahead.batch(3);
    }
    assertThat(counts).isNotEmpty().containsOnly(1);
  }

  /** A batch that is not wanted any more may be in the making, and its tensors with it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsMadeForNobodyIsFreed(boolean byClosing) throws Exception {
    CountDownLatch making = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Slow source = new Slow(making, goOn);
    Prefetcher ahead = new Prefetcher(source, 1, 1);
    try (var scope = Scope.open()) {
      ahead.batch(1);
      making.await();
      if (byClosing) {
        Thread closer = new Thread(ahead::close);
        closer.start();
        closer.join(100);
        goOn.countDown();
        closer.join();
      } else {
        Thread later = new Thread(goOn::countDown);
        later.start();
        ahead.batch(9);
        later.join();
      }
    } finally {
      ahead.close();
    }
    // One handle is the test's own.
    assertThat(source.second.use_count()).isEqualTo(1);
    assertThat(source.closed).as("closed while a thread reads from it").isEqualTo("idle");
  }

  /** A source whose second batch waits. */
  private static final class Slow implements BatchSource {
    private final CountDownLatch making;
    private final CountDownLatch goOn;
    private volatile boolean busy;
    private volatile Tensor second;
    private volatile String closed;

    Slow(CountDownLatch making, CountDownLatch goOn) {
      this.making = making;
      this.goOn = goOn;
    }

    @Override
    public Batch batch(long iteration) {
      busy = true;
      Tensor gt = Tensors.of(new float[] {iteration}, 1);
      if (iteration == 2) {
        second = Scope.own(gt);
        making.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      busy = false;
      return new Batch(gt, Tensors.of(new float[] {iteration}, 1));
    }

    @Override
    public String digest() {
      return "";
    }

    @Override
    public void close() {
      closed = busy ? "busy" : "idle";
    }
  }

  /** Batches that hold the iteration; something else happens while they are made. */
  private record Made(LongConsumer effect) implements BatchSource {
    @Override
    public Batch batch(long iteration) {
      effect.accept(iteration);
      return new Batch(
          Tensors.of(new float[] {iteration}, 1), Tensors.of(new float[] {iteration}, 1));
    }

    @Override
    public String digest() {
      return "";
    }

    @Override
    public void close() {}
  }

  private static PhotoBatches source(PhotoCache cache, int batchSize) {
    return new PhotoBatches(
        cache, new RealWorldDegradation(RealWorldRecipe.milder(4)), 11, batchSize, 32);
  }
}
