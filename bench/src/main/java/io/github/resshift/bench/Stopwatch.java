package io.github.resshift.bench;

import java.util.concurrent.Callable;

/** Wall time of code. */
final class Stopwatch {
  private static final double NANOS = 1e9;

  private Stopwatch() {}

  /** Seconds that {@code body} takes, {@code runs} times after {@code warmUps} unmeasured ones. */
  static Statistics median(int warmUps, int runs, Callable<?> body) throws Exception {
    for (int i = 0; i < warmUps; i++) {
      body.call();
    }
    double[] seconds = new double[runs];
    for (int i = 0; i < runs; i++) {
      seconds[i] = seconds(body);
    }
    return Statistics.of(seconds);
  }

  /** Seconds that one call of {@code body} takes. */
  static double seconds(Callable<?> body) throws Exception {
    long start = System.nanoTime();
    body.call();
    return (System.nanoTime() - start) / NANOS;
  }
}
