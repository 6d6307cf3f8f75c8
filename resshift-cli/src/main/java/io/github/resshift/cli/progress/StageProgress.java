package io.github.resshift.cli.progress;

import io.github.resshift.train.stage.LatentUse;
import io.github.resshift.train.stage.StageListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lines about the training of a first stage: losses, use of its latents, speed. */
public final class StageProgress implements StageListener {
  private final PrintWriter out;
  private final long every;
  private final long total;
  private final int batch;
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
   */
  public StageProgress(PrintWriter out, long every, long total, int batch) {
    this.out = out;
    this.every = every;
    this.total = total;
    this.batch = batch;
  }

  @Override
  public void iteration(Iteration iteration) {
    sum += iteration.loss();
    iteration.terms().forEach((name, value) -> terms.merge(name, value, Double::sum));
    waited += iteration.waited();
    if (iteration.latents() instanceof LatentUse.Codes codes) {
      // The largest count of a window that ends between two lines is the one before its end.
      used = Math.max(used, codes.used());
    }
    count++;
    if (iteration.number() % every == 0 || iteration.number() == total) {
      print(iteration);
    }
    if (iteration.latents() instanceof LatentUse.Codes codes && codes.moved() > 0) {
      out.printf(
          Locale.ROOT, "iteration %d: %d unused codes moved%n", iteration.number(), codes.moved());
      out.flush();
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
        "%d/%d: loss %.5f (%s), %s, lr %.2e, %.2f images/s, %.1f %% waiting for" + " data%n",
        iteration.number(),
        total,
        sum / count,
        each,
        words(iteration.latents()),
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

  private String words(LatentUse latents) {
    if (latents instanceof LatentUse.Codes codes) {
      return used + " of " + codes.all() + " codes used";
    }
    double deviation = ((LatentUse.Spread) latents).deviation();
    return String.format(Locale.ROOT, "latents spread %.4f", deviation);
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
