package io.github.resshift.cli.progress;

import io.github.resshift.train.Measured;
import io.github.resshift.train.ProgressMeter;
import io.github.resshift.train.TrainListener;
import io.github.resshift.train.TrainSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Lines about a training run: losses, what else is told, speed, time to go. */
public final class TrainProgress implements TrainListener {
  private final PrintWriter out;
  private final ProgressMeter meter;

  /** Progress of a run. */
  public TrainProgress(PrintWriter out, TrainSettings settings) {
    this.out = out;
    this.meter = new ProgressMeter(settings, this::print);
  }

  @Override
  public void iteration(Iteration iteration) {
    meter.iteration(iteration);
    iteration
        .result()
        .detail()
        .event()
        .ifPresent(words -> say("iteration %d: %s".formatted(iteration.number(), words)));
  }

  private void print(ProgressMeter.Report report) {
    Duration left = report.left();
    say(
        String.format(
            Locale.ROOT,
            "%d/%d: loss %.5f%s (%s), lr %.2e, gradient %.3g, %.2f images/s,"
                + " %.1f %% waiting for data, %d:%02d:%02d left",
            report.iteration(),
            report.total(),
            report.loss(),
            terms(report.terms()),
            report.detail().words(),
            report.rate(),
            report.gradientNorm(),
            report.imagesPerSecond(),
            100 * report.waitedShare(),
            left.toHours(),
            left.toMinutesPart(),
            left.toSecondsPart()));
  }

  /** The terms of the loss, where there are several. */
  private static String terms(Map<String, Double> terms) {
    return terms.size() < 2
        ? ""
        : terms.entrySet().stream()
            .map(term -> String.format(Locale.ROOT, "%s %.5f", term.getKey(), term.getValue()))
            .collect(Collectors.joining(", ", " = ", ""));
  }

  @Override
  public void saved(Path file) {
    say("saved " + file);
  }

  @Override
  public void measured(long iteration, Measured measured) {
    Map<String, Double> bicubic = measured.bicubic();
    say(
        measured.scores().entrySet().stream()
            .map(
                score ->
                    bicubic.containsKey(score.getKey())
                        ? String.format(
                            Locale.ROOT,
                            "%s %.4f (bicubic %.4f)",
                            score.getKey(),
                            score.getValue(),
                            bicubic.get(score.getKey()))
                        : String.format(Locale.ROOT, "%s %.4f", score.getKey(), score.getValue()))
            .collect(Collectors.joining(", ", "validation: ", "")));
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
