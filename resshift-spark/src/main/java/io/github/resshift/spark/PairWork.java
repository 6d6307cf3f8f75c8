package io.github.resshift.spark;

import io.github.resshift.ResShiftException;
import io.github.resshift.degrade.PairMaker;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.jobs.batch.PictureResult.Status;
import io.github.resshift.spark.ManifestRow.By;
import io.github.resshift.tensor.Engine;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.FlatMapFunction;

/** A task: makes the pairs of its pictures one after the other. A picture that is bad is a row. */
final class PairWork implements FlatMapFunction<Iterator<Item>, Tally> {
  private static final long serialVersionUID = 1;
  private static final String SUFFIX = ".png";
  private static final String DAMAGED = "lq/";

  private final Folder folder;
  private final PairSettings settings;
  private final String output;
  private final String rows;
  private final By by;

  /**
   * A task of a run.
   *
   * @param by what is known of the run; the machine is not
   */
  PairWork(Folder folder, PairSettings settings, Path output, Path rows, By by) {
    this.folder = folder;
    this.settings = settings;
    this.output = output.toString();
    this.rows = rows.toString();
    this.by = by;
  }

  /** The damaged picture of a source, below the output folder. */
  static String damaged(Source source) {
    return DAMAGED + source.target("png");
  }

  @Override
  public Iterator<Tally> call(Iterator<Item> items) throws Exception {
    TaskContext context = TaskContext.get();
    Engine.threads(by.threads() > 0 ? (int) by.threads() : 1);
    PairMaker pairs = settings.maker();
    Tally tally = Tally.NOTHING;
    try (ManifestWriter manifest = new ManifestWriter(folder, new Path(rows))) {
      while (items.hasNext()) {
        if (Work.ended(context)) {
          throw new TaskKilledException("ended");
        }
        ManifestRow row = make(items.next(), pairs, context);
        manifest.add(row);
        tally = tally.plus(Work.tally(row));
      }
    }
    return List.of(tally).iterator();
  }

  private ManifestRow make(Item item, PairMaker pairs, TaskContext context) throws IOException {
    long start = System.nanoTime();
    String path = item.source().path();
    java.nio.file.Path spool = Spool.folder();
    java.nio.file.Path picture = spool.resolve("in").resolve(new Path(path).getName());
    java.nio.file.Path made = Files.createDirectories(spool.resolve("out"));
    Files.createDirectories(picture.getParent());
    try {
      String sha256;
      try {
        sha256 = Digests.copy(folder, new Path(path), picture);
      } catch (FileNotFoundException e) {
        return row(item, start, context, null, "There is no such file any more.", null, null);
      } catch (AccessControlException e) {
        return row(item, start, context, null, "There is no permission to read it.", null, null);
      }
      PairMaker.Size size;
      String name =
          item.target().substring(DAMAGED.length(), item.target().length() - SUFFIX.length());
      try {
        size = pairs.make(picture, name, made, settings.seed(), settings.record());
      } catch (ResShiftException | IllegalArgumentException e) {
        Work.requireBad(e, context);
        String error = e.getMessage().replace(picture.toString(), Folder.shown(path));
        return row(item, start, context, sha256, error, null, null);
      }
      return row(item, start, context, sha256, null, size, publish(made));
    } catch (TaskKilledException e) {
      throw e;
    } catch (RuntimeException | IOException | Error e) {
      throw new TaskFailure(Folder.shown(path) + ": " + FailureText.sentence(e), e);
    } finally {
      Spool.delete(spool);
    }
  }

  /** Publishes all files; gives the damaged picture. */
  private java.nio.file.Path publish(java.nio.file.Path made) throws IOException {
    List<java.nio.file.Path> files;
    try (Stream<java.nio.file.Path> all = Files.walk(made)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    java.nio.file.Path damaged = null;
    for (java.nio.file.Path file : files) {
      String name = made.relativize(file).toString().replace('\\', '/');
      folder.publish(file, new Path(output, name), UUID.randomUUID());
      damaged = name.startsWith(DAMAGED) ? file : damaged;
    }
    return damaged;
  }

  private ManifestRow row(
      Item item,
      long start,
      TaskContext context,
      String sha256,
      String error,
      PairMaker.Size size,
      java.nio.file.Path damaged)
      throws IOException {
    return new ManifestRow(
        item.source(),
        size == null ? null : Folder.shown(new Path(output, item.target())),
        size == null ? Status.FAILED : Status.DONE,
        Work.since(start),
        size == null ? null : new ManifestRow.Made(size.width(), size.height(), 1, null),
        error,
        null,
        new By(
            by.model(),
            by.seed(),
            by.steps(),
            by.settings(),
            by.precision(),
            by.device(),
            Machine.processor(),
            by.threads(),
            Machine.name(),
            SparkEnv.get().executorId(),
            context.attemptNumber(),
            by.run(),
            System.currentTimeMillis()),
        sha256,
        item.target(),
        damaged == null ? null : Files.size(damaged),
        damaged == null ? null : Digests.of(damaged));
  }
}
