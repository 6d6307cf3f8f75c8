package io.github.resshift.train.board;

import io.github.resshift.train.TrainListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Sums up the iterations of an interval. One thread. */
public final class ProgressMeter implements TrainListener {
  /** Parts of the chain whose losses are told apart. */
  public static final int PARTS = 4;

  private final long every;
  private final long total;
  private final int steps;
  private final int batch;
  private final Consumer<Report> reader;
  private final double[] byPart = new double[PARTS];
  private final long[] inPart = new long[PARTS];
  private final Map<String, Double> terms = new LinkedHashMap<>();
  private double loss;
  private double gradient;
  private double waited;
  private long count;
  private long since = System.nanoTime();

  /**
   * Means over an interval.
   *
   * @param iteration the last one of the interval
   * @param total iterations of the run
   * @param terms of the loss by name, before weighting
   * @param parts loss by quarter of the chain, from its clean end; NaN where no sample was
   * @param rate learning rate of the last iteration
   * @param gradientNorm before clipping
   * @param waitedShare share of the time spent waiting for data, in [0, 1]
   * @param left time to the end at this pace
   */
  public record Report(
      long iteration,
      long total,
      double loss,
      Map<String, Double> terms,
      List<Double> parts,
      double rate,
      double gradientNorm,
      double imagesPerSecond,
      double waitedShare,
      Duration left) {}

  /**
   * A meter.
   *
   * @param every iterations of an interval
   * @param total iterations of the run
   * @param steps T of the chain
   * @param batch samples of an iteration, over all processes
   * @param reader gets each report
   */
  public ProgressMeter(long every, long total, int steps, int batch, Consumer<Report> reader) {
    this.every = every;
    this.total = total;
    this.steps = steps;
    this.batch = batch;
    this.reader = reader;
  }

  @Override
  public void iteration(Iteration iteration) {
    loss += iteration.result().loss();
    gradient += iteration.result().gradientNorm();
    waited += iteration.waited();
    iteration.result().terms().forEach((name, value) -> terms.merge(name, value, Double::sum));
    double[] samples = iteration.result().perSample();
    for (int i = 0; i < samples.length; i++) {
      int part = (int) (iteration.t()[i] * PARTS / steps);
      byPart[part] += samples[i];
      inPart[part]++;
    }
    count++;
    if (iteration.number() % every == 0 || iteration.number() == total) {
      report(iteration);
    }
  }

  private void report(Iteration last) {
    double seconds = (System.nanoTime() - since) / 1e9;
    List<Double> parts = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      parts.add(inPart[part] == 0 ? Double.NaN : byPart[part] / inPart[part]);
    }
    Map<String, Double> means = new LinkedHashMap<>();
    terms.forEach((name, sum) -> means.put(name, sum / count));
    reader.accept(
        new Report(
            last.number(),
            total,
            loss / count,
            means,
            parts,
            last.rate(),
            gradient / count,
            count * batch / seconds,
            waited / seconds,
            Duration.ofSeconds(Math.round(seconds / count * (total - last.number())))));
    loss = 0;
    gradient = 0;
    waited = 0;
    count = 0;
    terms.clear();
    Arrays.fill(byPart, 0);
    Arrays.fill(inPart, 0);
    since = System.nanoTime();
  }
}
