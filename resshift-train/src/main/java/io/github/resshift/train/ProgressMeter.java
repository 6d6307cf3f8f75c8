package io.github.resshift.train;

import io.github.resshift.Internal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Sums up the iterations of an interval. One thread. */
@Internal
public final class ProgressMeter implements TrainListener {
  private final long every;
  private final long total;
  private final int batch;
  private final Consumer<Report> reader;
  private final Map<String, Double> terms = new LinkedHashMap<>();
  private Detail detail;
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
   * @param detail what else was told
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
      Detail detail,
      double rate,
      double gradientNorm,
      double imagesPerSecond,
      double waitedShare,
      Duration left) {}

  /** A meter that gives its reader a report every so many iterations, and after the last one. */
  public ProgressMeter(TrainSettings settings, Consumer<Report> reader) {
    this(settings.logEvery(), settings.rate().total(), settings.batch(), reader);
  }

  /**
   * A meter.
   *
   * @param every iterations of an interval
   * @param total iterations of the run
   * @param batch samples of an iteration, over all processes
   * @param reader gets each report
   */
  ProgressMeter(long every, long total, int batch, Consumer<Report> reader) {
    this.every = every;
    this.total = total;
    this.batch = batch;
    this.reader = reader;
  }

  @Override
  public void iteration(Iteration iteration) {
    StepResult result = iteration.result();
    loss += result.loss();
    gradient += result.gradientNorm();
    waited += iteration.waited();
    result.terms().forEach((name, value) -> terms.merge(name, value, Double::sum));
    detail = detail == null ? result.detail() : detail.plus(result.detail());
    count++;
    if (iteration.number() % every == 0 || iteration.number() == total) {
      report(iteration);
    }
  }

  private void report(Iteration last) {
    double seconds = (System.nanoTime() - since) / 1e9;
    Map<String, Double> means = new LinkedHashMap<>();
    terms.forEach((name, sum) -> means.put(name, sum / count));
    reader.accept(
        new Report(
            last.number(),
            total,
            loss / count,
            means,
            detail,
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
    detail = null;
    since = System.nanoTime();
  }
}
