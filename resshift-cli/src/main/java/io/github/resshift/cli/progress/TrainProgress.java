package io.github.resshift.cli.progress;

import io.github.resshift.train.TrainListener;
import io.github.resshift.train.TrainState;
import io.github.resshift.train.board.ProgressMeter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Lines about a training run: loss by part of the chain, speed, time to go. */
public final class TrainProgress implements TrainListener {
  private final PrintWriter out;
  private final ProgressMeter meter;
  private final Check check;

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
    this.meter = new ProgressMeter(every, total, steps, batch, this::print);
    this.check = check;
  }

  @Override
  public void iteration(Iteration iteration) {
    meter.iteration(iteration);
  }

  private void print(ProgressMeter.Report report) {
    Duration left = report.left();
    out.printf(
        Locale.ROOT,
        "%d/%d: loss %.5f%s (by quarter of the chain %s), lr %.2e, gradient %.3g, %.2f images/s,"
            + " %.1f %% waiting for data, %d:%02d:%02d left%n",
        report.iteration(),
        report.total(),
        report.loss(),
        terms(report.terms()),
        report.parts().stream().map(TrainProgress::part).collect(Collectors.joining(", ")),
        report.rate(),
        report.gradientNorm(),
        report.imagesPerSecond(),
        100 * report.waitedShare(),
        left.toHours(),
        left.toMinutesPart(),
        left.toSecondsPart());
    out.flush();
  }

  /** The terms of the loss, where there are several. */
  private static String terms(Map<String, Double> terms) {
    return terms.size() < 2
        ? ""
        : terms.entrySet().stream()
            .map(term -> String.format(Locale.ROOT, "%s %.5f", term.getKey(), term.getValue()))
            .collect(Collectors.joining(", ", " = ", ""));
  }

  private static String part(double loss) {
    return Double.isNaN(loss) ? "-" : String.format(Locale.ROOT, "%.5f", loss);
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
