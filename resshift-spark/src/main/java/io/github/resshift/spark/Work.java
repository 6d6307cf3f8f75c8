package io.github.resshift.spark;

import io.github.resshift.ResShiftException;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.jobs.PictureService;
import io.github.resshift.jobs.batch.PictureMaker;
import io.github.resshift.jobs.batch.PictureMaker.Made;
import io.github.resshift.jobs.batch.PictureResult.Status;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * A task: restores its pictures one after the other. A picture that is bad is a row; where memory
 * is short, the engine fails or a file system does, the task fails and Spark tries it again.
 */
final class Work implements FlatMapFunction<Iterator<Item>, Tally> {
  private static final long serialVersionUID = 1;
  private static final double NANOS = 1e9;

  /** Of a task, as Spark has it. */
  private static final int ATTEMPTS = 4;

  /** Pictures that take all processors of an executor are worked on one at a time. */
  private static final Semaphore WHOLE = new Semaphore(1);

  private final Folder folder;
  private final Assignment assignment;
  private final String output;
  private final String rows;
  private final String run;
  private final int wholeThreads;

  /**
   * A task of a run.
   *
   * @param output the output folder
   * @param rows where the manifest's rows go
   * @param wholeThreads 0 for ordinary pictures; else these are one at a time in an executor, with
   *     so many threads
   */
  Work(Folder folder, Assignment assignment, Path output, Path rows, String run, int wholeThreads) {
    this.folder = folder;
    this.assignment = assignment;
    this.output = output.toString();
    this.rows = rows.toString();
    this.run = run;
    this.wholeThreads = wholeThreads;
  }

  @Override
  public Iterator<Tally> call(Iterator<Item> items) throws Exception {
    if (!items.hasNext()) {
      return List.of(Tally.NOTHING).iterator();
    }
    TaskContext context = TaskContext.get();
    if (wholeThreads > 0) {
      WHOLE.acquire();
    }
    try {
      int threads = wholeThreads > 0 ? wholeThreads : assignment.threads();
      Restorers.threads(threads);
      return List.of(work(items, context, Restorers.of(assignment), threads)).iterator();
    } finally {
      if (wholeThreads > 0) {
        WHOLE.release();
      }
    }
  }

  private Tally work(Iterator<Item> items, TaskContext context, PictureService service, int threads)
      throws IOException {
    Tally tally = Tally.NOTHING;
    try (ManifestWriter manifest = new ManifestWriter(folder, new Path(rows))) {
      while (items.hasNext()) {
        if (ended(context)) {
          throw new TaskKilledException("ended");
        }
        Item item = items.next();
        ManifestRow row = restore(item, context, service, threads);
        manifest.add(row);
        forgetEarlier(item);
        tally = tally.plus(tally(row));
      }
    }
    return tally;
  }

  /** Who writes a result: the same whenever this attempt does. */
  private UUID id(Item item, int stage, int attempt) {
    String text = run + " " + item.target() + " " + stage + " " + attempt;
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private static int stage() {
    return TaskContext.get().stageAttemptNumber();
  }

  private static int attempt() {
    return TaskContext.get().attemptNumber();
  }

  /** What earlier attempts left beside a result when their executors died. */
  private void forgetEarlier(Item item) throws IOException {
    for (int stage = 0; stage <= stage(); stage++) {
      int attempts = stage < stage() ? ATTEMPTS : attempt();
      for (int attempt = 0; attempt < attempts; attempt++) {
        folder.forget(new Path(output, item.target()), id(item, stage, attempt));
      }
    }
  }

  static boolean ended(TaskContext context) {
    return context.isInterrupted() || Restorers.ending();
  }

  static Tally tally(ManifestRow row) {
    String name = Folder.shown(row.source().path());
    if (row.status() == Status.FAILED) {
      String error = row.error().startsWith(name) ? row.error() : name + ": " + row.error();
      return new Tally(0, 1, 0, row.seconds(), List.of(error), List.of());
    }
    double pixels = (double) row.made().width() * row.made().height() * row.made().frames();
    String notes = row.made().notes();
    return new Tally(
        1, 0, pixels, row.seconds(), List.of(), notes == null ? List.of() : notes.lines().toList());
  }

  private ManifestRow restore(Item item, TaskContext context, PictureService service, int threads)
      throws IOException {
    long start = System.nanoTime();
    java.nio.file.Path spool = Spool.folder();
    Names names = new Names(item, spool);
    try {
      Files.createDirectories(names.results());
      Files.createDirectories(names.source().getParent());
      String sha256;
      try {
        sha256 = fetch(folder, item, names.source());
      } catch (ResShiftException e) {
        return failed(item, e.getMessage(), null, start, by(context, service, 0));
      }
      Made made;
      try {
        made =
            service.restore(names.source(), names.target(), assignment.format(), listener(context));
      } catch (RuntimeException e) {
        requireBad(e, context);
        String error = names.shown(FailureText.sentence(e));
        return failed(item, error, sha256, start, by(context, service, 0));
      }
      ManifestRow.Made size =
          new ManifestRow.Made(
              made.width(), made.height(), made.frames(), names.notes(made.notes()));
      return publish(item, names, size, sha256, start, by(context, service, threads));
    } catch (TaskKilledException e) {
      throw e;
    } catch (RuntimeException | IOException | Error e) {
      throw new TaskFailure(Folder.shown(item.source().path()) + ": " + FailureText.sentence(e), e);
    } finally {
      Spool.delete(spool);
    }
  }

  /**
   * Lets through what is the picture's fault. The engine throws {@link RuntimeException} itself,
   * decoders throw kinds of it; a picture is not bad because there is no memory for it.
   */
  static void requireBad(RuntimeException e, TaskContext context) {
    if (e instanceof CancellationException || ended(context)) {
      throw new TaskKilledException("ended");
    }
    if (e.getClass() == RuntimeException.class) {
      throw e;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError lack) {
        throw lack;
      }
    }
  }

  /**
   * Copies a picture to this machine; gives its digest.
   *
   * @throws ResShiftException with one sentence if it is gone or may not be read
   */
  static String fetch(Folder folder, Item item, java.nio.file.Path to) throws IOException {
    try {
      return Digests.copy(folder, new Path(item.source().path()), to);
    } catch (FileNotFoundException e) {
      throw new ResShiftException("There is no such file any more.", e);
    } catch (AccessControlException e) {
      throw new ResShiftException("There is no permission to read it.", e);
    }
  }

  static ManifestRow failed(Item item, String error, String sha256, long start, ManifestRow.By by) {
    return new ManifestRow(
        item.source(),
        null,
        Status.FAILED,
        since(start),
        null,
        error,
        null,
        by,
        sha256,
        item.target(),
        null,
        null);
  }

  /** First what lies beside the result, then the result, which says that all is there. */
  private ManifestRow publish(
      Item item, Names names, ManifestRow.Made made, String sha256, long start, ManifestRow.By by)
      throws IOException {
    Path target = new Path(output, item.target());
    folder.publishAll(names.results(), target.getParent(), file -> !file.equals(names.target()));
    long bytes = Files.size(names.target());
    String result = Digests.of(names.target());
    String there = item.begun() ? digest(target, names) : null;
    if (there != null && !there.equals(result)) {
      String error =
          "'%s' is there, where a run that was cut off was about to write, and is not what this run makes; move it away and run again."
              .formatted(Folder.shown(target));
      return failed(item, error, sha256, start, by);
    }
    folder.publish(names.target(), target, id(item, stage(), attempt()));
    return new ManifestRow(
        item.source(),
        Folder.shown(target),
        Status.DONE,
        since(start),
        made,
        null,
        null,
        by,
        sha256,
        item.target(),
        bytes,
        result);
  }

  /** The digest of a file in the output folder; null if it is gone. */
  private String digest(Path target, Names names) throws IOException {
    try {
      return Digests.copy(folder, target, names.there());
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  static double since(long start) {
    return (System.nanoTime() - start) / NANOS;
  }

  private ManifestRow.By by(TaskContext context, PictureService service, int threads) {
    PictureMaker maker = service.maker();
    return ManifestRow.By.of(
            maker.model(),
            maker.seed(),
            maker.steps(),
            assignment.settings(),
            maker.precision(),
            maker.device(),
            threads,
            run)
        .here(context);
  }

  private static PictureMaker.Listener listener(TaskContext context) {
    return new PictureMaker.Listener() {
      @Override
      public void progress(int done, int total) {}

      @Override
      public boolean cancelled() {
        return ended(context);
      }
    };
  }

  /** Where a picture and its result lie on this machine meanwhile, and what people call them. */
  private record Names(Item item, java.nio.file.Path spool) {
    java.nio.file.Path source() {
      return spool.resolve("in").resolve(last(item.source().path()));
    }

    java.nio.file.Path results() {
      return spool.resolve("out");
    }

    java.nio.file.Path there() {
      return spool.resolve("there");
    }

    java.nio.file.Path target() {
      return results().resolve(last(item.target()));
    }

    private static String last(String path) {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    String shown(String text) {
      String source = Folder.shown(item.source().path());
      String below = item.target().substring(0, item.target().lastIndexOf('/') + 1);
      return text.replace(source().toString(), source).replace(results() + "/", below);
    }

    String notes(List<String> notes) {
      return notes.isEmpty() ? null : shown(String.join("\n", notes));
    }
  }
}
