package io.github.resshift.train;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.train.board.EventFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The curves and pictures of a run: {@code events/} for TensorBoard, {@code pictures/} as PNG. One
 * thread.
 */
final class RunBoard implements TrainListener, AutoCloseable {
  private static final String VALIDATION = "validation";

  private final EventFile events;
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
    this.meter = new ProgressMeter(settings, this::write);
  }

  @Override
  public void iteration(Iteration iteration) {
    meter.iteration(iteration);
  }

  private void write(ProgressMeter.Report report) {
    try {
      long at = report.iteration();
      events.scalar("loss/total", at, report.loss());
      for (var term : report.terms().entrySet()) {
        events.scalar("loss/" + term.getKey(), at, term.getValue());
      }
      for (var curve : report.detail().curves().entrySet()) {
        events.scalar(curve.getKey(), at, curve.getValue());
      }
      events.scalar("run/learning rate", at, report.rate());
      events.scalar("run/gradient norm", at, report.gradientNorm());
      events.scalar("run/images per second", at, report.imagesPerSecond());
      events.scalar("run/share of time waiting for data", at, report.waitedShare());
    } catch (IOException e) {
      throw new ResShiftException("The curves of the run cannot be written: " + e.getMessage(), e);
    }
  }

  /** Adds the scores of a validation; its sheet is kept as a PNG file, too. */
  @Override
  public void measured(long iteration, Measured measured) throws IOException {
    for (var score : measured.scores().entrySet()) {
      events.scalar(VALIDATION + "/" + score.getKey(), iteration, score.getValue());
    }
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

  @Override
  public void close() throws IOException {
    events.close();
  }
}
