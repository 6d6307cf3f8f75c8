package io.github.resshift.spark;

import io.github.resshift.ResShiftException;
import io.github.resshift.degrade.PairMaker;
import io.github.resshift.image.FileNames;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.jobs.batch.PictureResult.Status;
import io.github.resshift.spark.ManifestRow.By;
import io.github.resshift.tensor.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.Path;
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
        sha256 = Work.fetch(folder, item, picture);
      } catch (ResShiftException e) {
        return Work.failed(item, e.getMessage(), null, start, by.here(context));
      }
      PairMaker.Size size;
      String name =
          item.target().substring(DAMAGED.length(), item.target().length() - SUFFIX.length());
      try {
        size = pairs.make(picture, name, made, settings.seed(), settings.record());
      } catch (ResShiftException | IllegalArgumentException e) {
        Work.requireBad(e, context);
        String error = e.getMessage().replace(picture.toString(), Folder.shown(path));
        return Work.failed(item, error, sha256, start, by.here(context));
      }
      folder.publishAll(made, new Path(output), file -> true);
      java.nio.file.Path damaged = FileNames.resolve(made, item.target());
      return new ManifestRow(
          item.source(),
          Folder.shown(new Path(output, item.target())),
          Status.DONE,
          Work.since(start),
          new ManifestRow.Made(size.width(), size.height(), 1, null),
          null,
          null,
          by.here(context),
          sha256,
          item.target(),
          Files.size(damaged),
          Digests.of(damaged));
    } catch (TaskKilledException e) {
      throw e;
    } catch (RuntimeException | IOException | Error e) {
      throw new TaskFailure(Folder.shown(path) + ": " + FailureText.sentence(e), e);
    } finally {
      Spool.delete(spool);
    }
  }
}
