package io.github.resshift.cli.progress;

import io.github.resshift.train.TrainListener;
import io.github.resshift.train.TrainState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** Lines about a training run: loss by range of steps, speed, time to go. */
public final class TrainProgress implements TrainListener {
  private static final int RANGES = 4;

  private final PrintWriter out;
  private final long every;
  private final long total;
  private final int steps;
  private final int batch;
  private final Check check;
  private final double[] byRange = new double[RANGES];
  private final long[] inRange = new long[RANGES];
  private double sum;
  private double waited;
  private long count;
  private long since = System.nanoTime();

  /** Measures the averaged model and says a line about it. */
  @FunctionalInterface
  public interface Check {
    /** The line, or null for none. */
    String run(TrainState state) throws IOException;
  }

  /**
   * Progress of a run.
   *
   * @param every iterations between lines
   * @param total iterations of the run
   * @param steps T of the chain
   * @param batch samples of an iteration
   */
  public TrainProgress(PrintWriter out, long every, long total, int steps, int batch, Check check) {
    this.out = out;
    this.every = every;
    this.total = total;
    this.steps = steps;
    this.batch = batch;
    this.check = check;
  }

  @Override
  public void iteration(Iteration iteration) {
    sum += iteration.result().loss();
    waited += iteration.waited();
    count++;
    for (int i = 0; i < iteration.t().length; i++) {
      int range = (int) (iteration.t()[i] * RANGES / steps);
      byRange[range] += iteration.result().perSample()[i];
      inRange[range]++;
    }
    if (iteration.number() % every == 0 || iteration.number() == total) {
      print(iteration.number(), iteration.rate());
    }
  }

  private void print(long iteration, double rate) {
    double seconds = (System.nanoTime() - since) / 1e9;
    Duration left = Duration.ofSeconds(Math.round(seconds / count * (total - iteration)));
    out.printf(
        Locale.ROOT,
        "%d/%d: loss %.5f (quarters of the chain %.5f, %.5f, %.5f, %.5f), lr %.2e, %.2f images/s,"
            + " %.1f %% waiting for data, %d:%02d:%02d left%n",
        iteration,
        total,
        sum / count,
        mean(0),
        mean(1),
        mean(2),
        mean(3),
        rate,
        count * batch / seconds,
        100 * waited / seconds,
        left.toHours(),
        left.toMinutesPart(),
        left.toSecondsPart());
    out.flush();
    sum = 0;
    waited = 0;
    count = 0;
    Arrays.fill(byRange, 0);
    Arrays.fill(inRange, 0);
    since = System.nanoTime();
  }

  private double mean(int range) {
    return inRange[range] == 0 ? Double.NaN : byRange[range] / inRange[range];
  }

  @Override
  public void saved(Path file) {
    out.println("saved " + file);
    out.flush();
  }

  @Override
  public void validate(TrainState state) throws IOException {
    String line = check.run(state);
    if (line != null) {
      out.println(line);
      out.flush();
    }
  }
}
