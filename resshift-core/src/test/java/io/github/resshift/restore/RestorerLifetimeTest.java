package io.github.resshift.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.ResShiftException;
import io.github.resshift.engine.LoadedModel;
import io.github.resshift.image.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestorerLifetimeTest {
  private static final int THREADS = 2;
  private static final int CALLS = 6;

  @TempDir Path folder;

  private RestorerBuilder builder() throws Exception {
    return Restorer.builder()
        .model(TinyModels.superResolution(folder))
        .precision("fp32")
        .device("cpu")
        .threads(1);
  }

  /** Freed below running calls, the networks' addresses are null there. */
  @Test
  @Timeout(300)
  void closingWaitsForCallsInFlightAndLaterOnesAreTold() throws Exception {
    Picture picture = RestorerTest.noise(8, 8, 8, false, false);
    Restorer restorer = builder().build();
    Picture expected = restorer.restore(picture);
    CountDownLatch working = new CountDownLatch(THREADS);
    AtomicInteger inFlight = new AtomicInteger();
    RestoreListener listener =
        new RestoreListener() {
          @Override
          public void progress(int done, int total) {
            working.countDown();
          }
        };
    List<Future<Picture>> calls = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (int i = 0; i < CALLS; i++) {
        calls.add(
            threads.submit(
                () -> {
                  inFlight.incrementAndGet();
                  try {
                    return restorer.restore(picture, listener);
                  } finally {
                    inFlight.decrementAndGet();
                  }
                }));
      }
      working.await();
      restorer.close();
    } finally {
      threads.shutdown();
    }
    int done = 0;
    for (Future<Picture> call : calls) {
      try {
        assertThat(call.get()).isEqualTo(expected);
        done++;
      } catch (ExecutionException e) {
        assertThat(e.getCause())
            .isInstanceOf(ResShiftException.class)
            .hasMessage("This restorer is closed; build another one.");
      }
    }
    assertThat(done).as("calls that were in flight").isBetween(1, CALLS);
    assertThatThrownBy(() -> restorer.restore(picture)).isInstanceOf(ResShiftException.class);
    assertThat(restorer.seed()).as("what it was stays known").isEqualTo(12345);
    restorer.close();
  }

  @Test
  void aListenerOfACallCannotWaitForItsEnd() throws Exception {
    Picture picture = RestorerTest.noise(16, 8, 8, false, false);
    try (Restorer restorer = builder().build()) {
      RestoreListener listener = RestoreListener.onProgress((done, total) -> restorer.close());
      assertThatThrownBy(() -> restorer.restore(picture, listener))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("listener");
      assertThat(restorer.restore(picture)).isNotNull();
    }
  }

  @Test
  void aBuilderThatIsUsedAgainChangesNothingThatWasBuilt() throws Exception {
    Picture picture = RestorerTest.noise(16, 8, 8, false, false);
    RestorerBuilder settings = builder().seed(1);
    try (Restorer first = settings.build();
        Restorer second = settings.seed(2).tile(8).build()) {
      assertThat(first.seed()).isEqualTo(1);
      assertThat(second.seed()).isEqualTo(2);
      Picture one = first.restore(picture);
      assertThat(one).isNotEqualTo(second.restore(picture));
      try (Restorer alone = builder().seed(1).build()) {
        assertThat(one).isEqualTo(alone.restore(picture));
      }
    }
  }

  /** Precision "auto" is mixed for these: bfloat16 throughout costs an autoencoder too much. */
  @ParameterizedTest
  @EnumSource(TinyModels.Kind.class)
  void autoencodersOfBothKindsAreKnown(TinyModels.Kind kind) {
    try (LoadedModel loaded = TinyModels.model(kind)) {
      assertThat(Restorer.hasAutoencoder(loaded.description()))
          .isEqualTo(kind.name().startsWith("VQ") || kind.name().startsWith("KL"));
    }
  }
}
