package io.github.resshift.server;

import io.github.resshift.image.Limits;
import io.github.resshift.image.Picture;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureReader;
import io.github.resshift.image.PictureWriter;
import io.github.resshift.server.store.JobFolders;
import io.javalin.http.Context;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Semaphore;

/** Sends files of jobs. Thread-safe. */
final class Downloads {
  private final JobFolders folders;
  private final long maxPixels;

  /** Decoding needs memory, so one does it at a time. */
  private final Semaphore turn = new Semaphore(1, true);

  /**
   * Downloads of a server.
   *
   * @param maxPixels most pixels of a picture that is decoded to be shown
   */
  Downloads(JobFolders folders, long maxPixels) {
    this.folders = folders;
    this.maxPixels = maxPixels;
  }

  /**
   * Sends a file as it is or, where the address has {@code as=png}, as a picture that every browser
   * can show.
   *
   * @param name under which it may be saved
   * @throws Refusal if it is gone
   */
  void send(Context ctx, Path file, String type, String name) throws IOException {
    String as = ctx.queryParam("as");
    if (as != null && !as.equals("png")) {
      throw new Refusal(Refusal.BAD_REQUEST, "'as' must be png.");
    }
    try {
      if (as == null || type.equals(PictureFormat.PNG.mediaType())) {
        sendFile(ctx, file, type, name, false);
      } else {
        Path shown = png(file);
        String suffix = "." + PictureFormat.PNG.suffix();
        sendFile(ctx, shown, PictureFormat.PNG.mediaType(), CleanName.stem(name) + suffix, true);
      }
    } catch (NoSuchFileException e) {
      throw gone();
    }
  }

  private static void sendFile(Context ctx, Path file, String type, String name, boolean passing)
      throws IOException {
    long bytes = Files.size(file);
    // Opened now, so that a file that expires meanwhile is sent to its end.
    InputStream content =
        passing
            ? Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE)
            : Files.newInputStream(file);
    ctx.header("Content-Disposition", CleanName.attachment(name));
    ctx.header("Content-Length", Long.toString(bytes));
    ctx.contentType(type).result(new BufferedInputStream(content));
  }

  private Path png(Path file) throws IOException {
    Path shown = folders.arriving();
    turn.acquireUninterruptibly();
    try {
      if (!Files.exists(file)) {
        throw gone();
      }
      Picture picture = new PictureReader(new Limits(maxPixels)).read(file, note -> {});
      PictureWriter.write(picture, shown, PictureFormat.PNG, PictureWriter.DEFAULT_QUALITY);
    } finally {
      turn.release();
    }
    return shown;
  }

  static Refusal gone() {
    return new Refusal(
        Refusal.GONE, "The job has expired, and its files are deleted; hand the picture in again.");
  }
}
