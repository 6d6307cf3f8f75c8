package io.github.resshift.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Scope;
import io.github.resshift.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatheringTest {
  private final List<Long> samples = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newFixedThreadPool(3);

  @BeforeEach
  void start() {
    Engine.start();
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void equalSizesAreOneCallAndEachGetsItsOwn() throws Exception {
    Gathering gathering = new Gathering(4);
    assertThat(all(gathering, doubled(gathering, 1, 2), doubled(gathering, 2, 2)))
        .containsExactly(2 + 10f, 4 + 10f);
    assertThat(samples).containsExactly(2L);
  }

  @Test
  void otherSizesAreCallsOfTheirOwn() throws Exception {
    Gathering gathering = new Gathering(4);
    assertThat(
            all(
                gathering,
                doubled(gathering, 1, 2),
                doubled(gathering, 2, 3),
                doubled(gathering, 3, 2)))
        .containsExactly(12f, 14f, 16f);
    assertThat(samples).containsExactlyInAnyOrder(2L, 1L);
  }

  @Test
  void noCallHasMoreThanItMayAndOneMeansEachByItself() throws Exception {
    Gathering pairs = new Gathering(2);
    assertThat(all(pairs, doubled(pairs, 1, 2), doubled(pairs, 2, 2), doubled(pairs, 3, 2)))
        .containsExactly(12f, 14f, 16f);
    assertThat(samples).allMatch(n -> n <= 2).hasSizeBetween(2, 3);
    samples.clear();
    Gathering single = new Gathering(1);
    assertThat(all(single, doubled(single, 1, 2), doubled(single, 2, 2))).hasSize(2);
    assertThat(samples).containsExactly(1L, 1L);
  }

  @Test
  void aFailureIsEverybodysWhoWasInTheCallAndTheNextOneWorks() {
    Gathering gathering = new Gathering(2);
    Callable<Float> failing =
        () ->
            call(
                gathering,
                1,
                2,
                (inputs, steps) -> {
                  throw new IllegalStateException("on purpose");
                });
    gathering.enter();
    gathering.enter();
    for (Future<Float> one : List.of(threads.submit(failing), threads.submit(failing))) {
      assertThatThrownBy(one::get)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("on purpose");
    }
  }

  @Test
  void whoLeavesIsNotWaitedFor() throws Exception {
    Gathering gathering = new Gathering(2);
    gathering.enter();
    gathering.enter();
    Future<Float> waiting = threads.submit(doubled(gathering, 5, 2));
    Thread.sleep(100);
    assertThat(waiting.isDone()).isFalse();
    gathering.leave();
    assertThat(waiting.get()).isEqualTo(20f);
  }

  @SafeVarargs
  private List<Float> all(Gathering gathering, Callable<Float>... calls) throws Exception {
    for (int i = 0; i < calls.length; i++) {
      gathering.enter();
    }
    List<Future<Float>> futures = new ArrayList<>();
    for (Callable<Float> call : calls) {
      futures.add(
          threads.submit(
              () -> {
                try {
                  return call.call();
                } finally {
                  gathering.leave();
                }
              }));
    }
    List<Float> values = new ArrayList<>();
    for (Future<Float> future : futures) {
      values.add(future.get());
    }
    return values;
  }

  /** Twice the value and the step, 10. */
  private Callable<Float> doubled(Gathering gathering, float value, int width) {
    return () ->
        call(
            gathering,
            value,
            width,
            (inputs, steps) -> {
              samples.add(inputs[0].size(0));
              assertThat(steps).hasSize((int) inputs[0].size(0)).containsOnly(10);
              assertThat(inputs[1]).isNull();
              return new Tensor[] {
                inputs[0].mul(new Scalar(2)).add(new Scalar((double) steps[0])), null
              };
            });
  }

  private static float call(Gathering gathering, float value, int width, Gathering.Body body) {
    float[] values = new float[width];
    Arrays.fill(values, value);
    try (var scope = Scope.open()) {
      Tensor[] inputs = {Tensors.of(values, 1, 1, width), null};
      Tensor[] outputs = gathering.call("double", inputs, new long[] {10}, body);
      assertThat(outputs[1]).isNull();
      float[] out = Tensors.floats(outputs[0]);
      assertThat(out).hasSize(width).containsOnly(out[0]);
      return out[0];
    }
  }
}
