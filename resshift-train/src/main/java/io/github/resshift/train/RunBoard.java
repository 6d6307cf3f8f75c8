package io.github.resshift.train;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.train.board.EventFile;
import io.github.resshift.train.board.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The curves and pictures of a run: {@code events/} for TensorBoard, {@code metrics.jsonl} for
 * everything else that plots, {@code pictures/} as PNG. One thread.
 */
final class RunBoard implements TrainListener, AutoCloseable {
  private static final String VALIDATION = "validation";

  private final EventFile events;
  private final MetricsFile metrics;
  private final Path pictures;
  private final ProgressMeter meter;

  /**
   * Opens the board of a run.
   *
   * @param folder of the run
   * @param firstIteration the iteration that comes next
   */
  RunBoard(Path folder, long firstIteration, TrainSettings settings) throws IOException {
    Path eventFolder = Files.createDirectories(folder.resolve("events"));
    this.pictures = folder.resolve("pictures");
    this.events = new EventFile(eventFolder, firstIteration);
    this.metrics = new MetricsFile(folder.resolve("metrics.jsonl"), firstIteration);
    this.meter = new ProgressMeter(settings, this::write);
  }

  @Override
  public void iteration(Iteration iteration) {
    meter.iteration(iteration);
  }

  private void write(ProgressMeter.Report report) {
    Map<String, Double> curves = new LinkedHashMap<>();
    curves.put("loss/total", report.loss());
    report.terms().forEach((term, value) -> curves.put("loss/" + term, value));
    curves.putAll(report.detail().curves());
    curves.put("run/learning rate", report.rate());
    curves.put("run/gradient norm", report.gradientNorm());
    curves.put("run/images per second", report.imagesPerSecond());
    curves.put("run/share of time waiting for data", report.waitedShare());
    try {
      add(report.iteration(), curves);
    } catch (IOException e) {
      throw new ResShiftException("The curves of the run cannot be written: " + e.getMessage(), e);
    }
  }

  /** Adds the scores of a validation; its sheet is kept as a PNG file, too. */
  @Override
  public void measured(long iteration, Measured measured) throws IOException {
    Map<String, Double> curves = new LinkedHashMap<>();
    measured.scores().forEach((name, score) -> curves.put(VALIDATION + "/" + name, score));
    add(iteration, curves);
    Picture sheet = measured.sheet();
    Files.createDirectories(pictures);
    Path file = pictures.resolve(String.format(Locale.ROOT, "%s-%08d.png", VALIDATION, iteration));
    PictureWriter.write(sheet, file, PictureFormat.PNG, PictureWriter.DEFAULT_QUALITY);
    events.image(
        VALIDATION + "/pictures",
        iteration,
        sheet.width(),
        sheet.height(),
        Files.readAllBytes(file));
  }

  private void add(long iteration, Map<String, Double> curves) throws IOException {
    for (var curve : curves.entrySet()) {
      events.scalar(curve.getKey(), iteration, curve.getValue());
    }
    metrics.add(iteration, curves);
  }

  @Override
  public void close() throws IOException {
    metrics.close();
    events.close();
  }
}
