package io.github.resshift.train.stage;

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
 * The curves and pictures of a first stage's training: {@code events/} for TensorBoard, {@code
 * pictures/} as PNG. One thread.
 */
final class StageBoard implements AutoCloseable {
  private final EventFile events;
  private final Path pictures;

  /**
   * Opens the board of a run.
   *
   * @param folder of the run
   * @param firstIteration the iteration that comes next
   */
  StageBoard(Path folder, long firstIteration) throws IOException {
    Path eventFolder = Files.createDirectories(folder.resolve("events"));
    this.pictures = folder.resolve("pictures");
    this.events = new EventFile(eventFolder, firstIteration);
  }

  /** Adds a point to every curve. */
  void report(StageMeter.Report report) {
    try {
      long at = report.iteration();
      events.scalar("loss/total", at, report.loss());
      for (var term : report.terms().entrySet()) {
        events.scalar("loss/" + term.getKey(), at, term.getValue());
      }
      if (report.latents() instanceof LatentUse.Codes codes) {
        events.scalar("latents/share of codes used", at, (double) codes.used() / codes.all());
      } else if (report.latents() instanceof LatentUse.Spread spread) {
        events.scalar("latents/spread", at, spread.deviation());
      }
      events.scalar("run/learning rate", at, report.rate());
      events.scalar("run/images per second", at, report.imagesPerSecond());
      events.scalar("run/share of time waiting for data", at, report.waitedShare());
    } catch (IOException e) {
      throw new ResShiftException("The curves of the run cannot be written: " + e.getMessage(), e);
    }
  }

  /** Adds the outcome of a validation; the sheet is kept as a PNG file, too. */
  void validated(long iteration, double psnr, Picture sheet) throws IOException {
    events.scalar("validation/PSNR", iteration, psnr);
    Files.createDirectories(pictures);
    Path file = pictures.resolve(String.format(Locale.ROOT, "validation-%08d.png", iteration));
    PictureWriter.write(sheet, file, PictureFormat.PNG, PictureWriter.DEFAULT_QUALITY);
    events.image(
        "validation/pictures", iteration, sheet.width(), sheet.height(), Files.readAllBytes(file));
  }

  @Override
  public void close() throws IOException {
    events.close();
  }
}
