package io.github.resshift.cli.progress;

import io.github.resshift.train.stage.LatentUse;
import io.github.resshift.train.stage.StageListener;
import io.github.resshift.train.stage.StageMeter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines about the training of a first stage: losses, use of its latents, speed. */
public final class StageProgress implements StageListener {
  private final PrintWriter out;
  private final long total;
  private final StageMeter meter;

  /**
   * Progress of a run.
   *
   * @param every iterations between lines
   * @param total iterations of the run
   * @param batch samples of an iteration
   */
  public StageProgress(PrintWriter out, long every, long total, int batch) {
    this.out = out;
    this.total = total;
    this.meter = new StageMeter(every, total, batch, this::print);
  }

  @Override
  public void iteration(Iteration iteration) {
    meter.iteration(iteration);
    if (iteration.latents() instanceof LatentUse.Codes codes && codes.moved() > 0) {
      out.printf(
          Locale.ROOT, "iteration %d: %d unused codes moved%n", iteration.number(), codes.moved());
      out.flush();
    }
  }

  private void print(StageMeter.Report report) {
    String each =
        report.terms().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.5f", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
    out.printf(
        Locale.ROOT,
        "%d/%d: loss %.5f (%s), %s, lr %.2e, %.2f images/s, %.1f %% waiting for data%n",
        report.iteration(),
        total,
        report.loss(),
        each,
        words(report.latents()),
        report.rate(),
        report.imagesPerSecond(),
        100 * report.waitedShare());
    out.flush();
  }

  private static String words(LatentUse latents) {
    if (latents instanceof LatentUse.Codes codes) {
      return codes.used() + " of " + codes.all() + " codes used";
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
