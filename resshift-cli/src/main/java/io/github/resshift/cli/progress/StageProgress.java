package io.github.resshift.cli.progress;

import io.github.resshift.train.stage.StageListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lines about the training of a first stage: losses, use of the codes, speed. */
public final class StageProgress implements StageListener {
  private final PrintWriter out;
  private final long every;
  private final long total;
  private final int batch;
  private final int codes;
  private final Map<String, Double> terms = new TreeMap<>();
  private double sum;
  private double waited;
  private long count;
  private long used;
  private long since = System.nanoTime();

  /**
   * Progress of a run.
   *
   * @param every iterations between lines
   * @param total iterations of the run
   * @param batch samples of an iteration
   * @param codes number of codes
   */
  public StageProgress(PrintWriter out, long every, long total, int batch, int codes) {
    this.out = out;
    this.every = every;
    this.total = total;
    this.batch = batch;
    this.codes = codes;
  }

  @Override
  public void iteration(Iteration iteration) {
    sum += iteration.loss();
    iteration.terms().forEach((name, value) -> terms.merge(name, value, Double::sum));
    waited += iteration.waited();
    // The largest count of a window that ends between two lines is the one before its end.
    used = Math.max(used, iteration.codesUsed());
    count++;
    if (iteration.number() % every == 0 || iteration.number() == total) {
      print(iteration);
    }
  }

  private void print(Iteration iteration) {
    double seconds = (System.nanoTime() - since) / 1e9;
    String each =
        terms.entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.5f", e.getKey(), e.getValue() / count))
            .collect(Collectors.joining(", "));
    out.printf(
        Locale.ROOT,
        "%d/%d: loss %.5f (%s), %d of %d codes used, lr %.2e, %.2f images/s, %.1f %% waiting for"
            + " data%n",
        iteration.number(),
        total,
        sum / count,
        each,
        used,
        codes,
        iteration.rate(),
        count * batch / seconds,
        100 * waited / seconds);
    out.flush();
    terms.clear();
    sum = 0;
    waited = 0;
    count = 0;
    used = 0;
    since = System.nanoTime();
  }

  @Override
  public void restarted(long iteration, long moved) {
    if (moved > 0) {
      out.printf(Locale.ROOT, "iteration %d: %d unused codes moved%n", iteration, moved);
      out.flush();
    }
  }

  @Override
  public void saved(Path file) {
    out.println("saved " + file);
    out.flush();
  }

  @Override
  public void validated(double psnr) {
    out.printf(Locale.ROOT, "validation: PSNR of the reconstruction %.3f dB%n", psnr);
    out.flush();
  }
}
