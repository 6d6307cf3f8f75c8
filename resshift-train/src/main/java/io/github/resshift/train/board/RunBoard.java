package io.github.resshift.train.board;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.train.TrainListener;
import io.github.resshift.train.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The curves and pictures of a run: {@code events/} for TensorBoard, {@code pictures/} as PNG. One
 * thread.
 */
public final class RunBoard implements TrainListener, AutoCloseable {
  private static final String VALIDATION = "validation";

  private final EventFile events;
  private final Path pictures;
  private final ProgressMeter meter;

  /**
   * Opens the board of a run.
   *
   * @param folder of the run
   * @param firstIteration the iteration that comes next
   * @param every iterations between points of the curves
   * @param total iterations of the run
   * @param steps T of the chain
   * @param batch samples of an iteration
   */
  public RunBoard(Path folder, long firstIteration, long every, long total, int steps, int batch)
      throws IOException {
    Path eventFolder = Files.createDirectories(folder.resolve("events"));
    this.pictures = folder.resolve("pictures");
    this.events = new EventFile(eventFolder, firstIteration);
    this.meter = new ProgressMeter(every, total, steps, batch, this::write);
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
      List<Double> parts = report.parts();
      for (int part = 0; part < parts.size(); part++) {
        if (!parts.get(part).isNaN()) {
          events.scalar("loss by quarter/" + (part + 1), at, parts.get(part));
        }
      }
      events.scalar("run/learning rate", at, report.rate());
      events.scalar("run/gradient norm", at, report.gradientNorm());
      events.scalar("run/images per second", at, report.imagesPerSecond());
      events.scalar("run/share of time waiting for data", at, report.waitedShare());
    } catch (IOException e) {
      throw new ResShiftException("The curves of the run cannot be written: " + e.getMessage(), e);
    }
  }

  /** Adds the scores of a validation. */
  public void scores(long iteration, Validation.Scores scores) throws IOException {
    for (var score : scores.byName().entrySet()) {
      events.scalar(VALIDATION + "/" + score.getKey(), iteration, score.getValue());
    }
  }

  /** Keeps a grid of pictures: a PNG file, and the same on the board. Gives the file. */
  public Path picture(long iteration, Picture grid) throws IOException {
    Files.createDirectories(pictures);
    Path file = pictures.resolve(String.format(Locale.ROOT, "%s-%08d.png", VALIDATION, iteration));
    PictureWriter.write(grid, file, PictureFormat.PNG, PictureWriter.DEFAULT_QUALITY);
    events.image(
        VALIDATION + "/pictures", iteration, grid.width(), grid.height(), Files.readAllBytes(file));
    return file;
  }

  @Override
  public void close() throws IOException {
    events.close();
  }
}
