package io.github.resshift.jobs;

import io.github.resshift.ResShiftException;
import io.github.resshift.image.Limits;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.image.PictureHeader;
import io.github.resshift.image.PictureReader;
import io.github.resshift.jobs.batch.BatchPlan.Todo;
import io.github.resshift.jobs.batch.Cancellation;
import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.jobs.batch.PictureMaker.Listener;
import io.github.resshift.jobs.batch.PictureMaker.Made;
import io.github.resshift.jobs.journal.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * A loaded model with settings, for programs that have queues of their own: one picture in, one
 * result out, with the same bytes as the command line makes. Thread-safe; networks live in native
 * memory until it is closed.
 */
public final class PictureService implements AutoCloseable {
  private static final PictureReader HEADERS = new PictureReader(new Limits(Long.MAX_VALUE));

  private final JobSettings settings;
  private final ModelFacts model;
  private final PictureMaker maker;

  private PictureService(JobSettings settings, ModelFacts model, PictureMaker maker) {
    this.settings = settings;
    this.model = model;
    this.maker = maker;
  }

  /**
   * Loads the model; slow.
   *
   * @throws ResShiftException if the model is for another task or cannot be loaded
   */
  public static PictureService open(JobSettings settings) {
    return open(settings, new RestoringMakers());
  }

  /**
   * Loads the model for one machine of several; slow. Results are the same on all of them.
   *
   * @throws ResShiftException if the model is for another task or cannot be loaded
   */
  public static PictureService open(JobSettings settings, Pinning pinning) {
    return open(settings, new RestoringMakers(pinning));
  }

  static PictureService open(JobSettings settings, PictureMakers makers) {
    ModelFacts model = makers.facts(settings.restore());
    return new PictureService(settings, model, makers.open(settings, new Cancellation()));
  }

  /** The settings. */
  public JobSettings settings() {
    return settings;
  }

  /** What is known of the model without its networks. */
  public ModelFacts model() {
    return model;
  }

  /** Seed of the noise, sampling steps, device and precision, and what a picture takes. */
  public PictureMaker maker() {
    return maker;
  }

  /** One line about model, device and precision. */
  public String description() {
    return maker.description();
  }

  /** What the user should know about the set-up, each one sentence. */
  public List<String> warnings() {
    return maker.warnings();
  }

  /**
   * Everything besides the input that results in a format depend on; equal digests mean equal
   * bytes.
   */
  public RunSettings identity(PictureFormat format) {
    return settings.identity(model, format);
  }

  /**
   * Looks at a picture's header, without decoding anything and without the network.
   *
   * @param name for messages
   * @return the header of the result: width, height, frames
   * @throws ResShiftException if the picture cannot be read, has more pixels than the settings
   *     take, or cannot be treated
   */
  public static PictureHeader expect(
      JobSettings settings, ModelFacts model, String name, Path source, PictureFormat format) {
    PictureHeader header = HEADERS.header(source);
    boolean all = settings.result().frames() == Frames.ALL;
    return Planning.result(settings, model, name, all ? header : header.first(), format);
  }

  /** Of a file whose header cannot be read the reader says best what is wrong with it. */
  private Optional<PictureHeader> header(Path source) {
    boolean all = settings.result().frames() == Frames.ALL;
    try {
      PictureHeader header = HEADERS.header(source);
      return Optional.of(all ? header : header.first());
    } catch (ResShiftException e) {
      return Optional.empty();
    }
  }

  /**
   * Restores a file. The target appears complete or not at all; its folder must exist. Frames,
   * pages and draws that do not go into one file go into folders beside it, as with the command
   * line.
   *
   * @param listener hears progress and says when to stop
   * @return size of the result, and notes for the user
   * @throws ResShiftException if the picture cannot be restored: one sentence
   * @throws CancellationException if the listener asked for the end
   */
  public Made restore(Path source, Path target, PictureFormat format, Listener listener)
      throws IOException {
    Optional<PictureHeader> header = header(source);
    if (header.isPresent()) {
      Planning.result(settings, model, source.toString(), header.get(), format);
    }
    try {
      return maker.process(new Todo(source, target, format), listener);
    } catch (RuntimeException e) {
      if (listener.cancelled() && !(e instanceof CancellationException)) {
        CancellationException cancelled = new CancellationException("cancelled");
        cancelled.initCause(e);
        throw cancelled;
      }
      throw e;
    }
  }

  /**
   * Restores a file's content, by way of a temporary folder that is deleted at the end.
   *
   * @param source the content of a picture file
   * @param listener hears progress and says when to stop
   * @return the content of the result's file, with size and notes
   * @throws ResShiftException if the picture cannot be restored, or makes several files
   * @throws CancellationException if the listener asked for the end
   */
  public Restored restore(byte[] source, PictureFormat format, Listener listener)
      throws IOException {
    if (settings.treatment().samples() > 1) {
      throw new ResShiftException("Several samples are several files; restore into a file.");
    }
    Path folder = Files.createTempDirectory("resshift-");
    try {
      Path input = Files.write(folder.resolve("picture"), source);
      Path target = folder.resolve("result." + format.suffix());
      if (settings.result().frames() == Frames.ALL) {
        Planning.requireOneFile(HEADERS.header(input), target, format);
      }
      Made made = restore(input, target, format, listener);
      List<String> notes =
          made.notes().stream().map(note -> note.replace(folder + "/", "")).toList();
      return new Restored(
          Files.readAllBytes(target), new Made(made.width(), made.height(), made.frames(), notes));
    } finally {
      delete(folder);
    }
  }

  /**
   * A result in memory.
   *
   * @param content of the file
   * @param made size and notes
   */
  public record Restored(byte[] content, Made made) {}

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  /** Frees the networks, after calls in flight have ended. */
  @Override
  public void close() {
    maker.close();
  }
}
