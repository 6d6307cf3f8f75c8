package io.github.resshift.measure;

import java.util.concurrent.Callable;

/** Wall time of code. */
public final class Stopwatch {
  private static final double NANOS = 1e9;

  private Stopwatch() {}

  /** Seconds that {@code body} takes, {@code runs} times after {@code warmUps} unmeasured ones. */
  public static Statistics median(int warmUps, int runs, Callable<?> body) throws Exception {
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
  public static double seconds(Callable<?> body) throws Exception {
    long start = System.nanoTime();
    body.call();
    return (System.nanoTime() - start) / NANOS;
  }
}
