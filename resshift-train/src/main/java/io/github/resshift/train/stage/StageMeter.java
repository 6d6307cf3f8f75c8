package io.github.resshift.train.stage;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Turns the iterations of a first stage's training into reports over some of them. One thread. */
public final class StageMeter implements StageListener {
  private final long every;
  private final long total;
  private final int batch;
  private final Consumer<Report> reports;
  private final Map<String, Double> terms = new TreeMap<>();
  private double sum;
  private double waited;
  private long count;
  private long used;
  private long since = System.nanoTime();

  /**
   * What happened since the report before.
   *
   * @param iteration the last one of it
   * @param loss mean
   * @param terms means of its terms before weighting, in the order of names
   * @param latents how they were used: of codes the most that were in use, else as in the last
   *     iteration
   * @param rate learning rate of the last iteration
   * @param imagesPerSecond of the whole batch
   * @param waitedShare share of the time spent waiting for data, 0 to 1
   */
  public record Report(
      long iteration,
      double loss,
      Map<String, Double> terms,
      LatentUse latents,
      double rate,
      double imagesPerSecond,
      double waitedShare) {}

  /**
   * A meter.
   *
   * @param every iterations between reports
   * @param total iterations of the run; there is a report after the last one
   * @param batch samples of an iteration
   */
  public StageMeter(long every, long total, int batch, Consumer<Report> reports) {
    this.every = every;
    this.total = total;
    this.batch = batch;
    this.reports = reports;
  }

  @Override
  public void iteration(Iteration iteration) {
    sum += iteration.loss();
    iteration.terms().forEach((name, value) -> terms.merge(name, value, Double::sum));
    waited += iteration.waited();
    if (iteration.latents() instanceof LatentUse.Codes codes) {
      // The largest count of a window that ends between two reports is the one before its end.
      used = Math.max(used, codes.used());
    }
    count++;
    if (iteration.number() % every == 0 || iteration.number() == total) {
      report(iteration);
    }
  }

  private void report(Iteration iteration) {
    double seconds = (System.nanoTime() - since) / 1e9;
    Map<String, Double> means = new TreeMap<>(terms);
    means.replaceAll((name, value) -> value / count);
    LatentUse latents =
        iteration.latents() instanceof LatentUse.Codes codes
            ? new LatentUse.Codes(used, codes.all(), codes.moved())
            : iteration.latents();
    reports.accept(
        new Report(
            iteration.number(),
            sum / count,
            means,
            latents,
            iteration.rate(),
            count * batch / seconds,
            waited / seconds));
    terms.clear();
    sum = 0;
    waited = 0;
    count = 0;
    used = 0;
    since = System.nanoTime();
  }
}
