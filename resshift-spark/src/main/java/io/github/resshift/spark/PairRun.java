package io.github.resshift.spark;

import io.github.resshift.ResShiftException;
import io.github.resshift.degrade.PairMaker;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.jobs.ProgramVersion;
import io.github.resshift.spark.ManifestRow.By;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Makes pairs for training on a cluster, with the bytes of the command line. On the driver. */
final class PairRun {
  /** Where rows are; not among those of restored pictures, which a later run goes on from. */
  private static final String ROWS = ".resshift-degrade";

  /** Pixels of what is no picture. */
  private static final long NONE = -1;

  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;

  private final JavaSparkContext spark;
  private final Folder folder;
  private final PairSettings settings;
  private final long start = System.nanoTime();

  PairRun(SparkSession session, PairSettings settings) {
    this.spark = new JavaSparkContext(session.sparkContext());
    this.folder = new Folder(spark.hadoopConfiguration());
    this.settings = settings;
  }

  /**
   * Makes the pairs of all pictures; files that are there are replaced.
   *
   * @throws io.github.resshift.jobs.batch.UsageException if names clash; nothing is done then
   * @throws ResShiftException with one sentence if the run ends before its work does
   */
  ClusterReport run(List<String> inputs, String out, List<String> excluded) {
    try {
      return run(inputs, folder.qualified(out), excluded);
    } catch (IOException e) {
      throw new ResShiftException(FailureText.sentence(e), e);
    }
  }

  private ClusterReport run(List<String> inputs, Path output, List<String> excluded)
      throws IOException {
    Listing listing = new Listing(spark, folder, Listing.FEW);
    Listing.Found found = listing.sources(inputs, output, excluded);
    Look look = new Look(folder, false);
    spark.setJobDescription("ResShift looks at pictures");
    JavaRDD<Tuple2<Source, Long>> looked =
        ClusterRun.distinct(found.files().all())
            .map(source -> new Tuple2<>(source, orNone(look.pixels(source))))
            .persist(StorageLevel.MEMORY_AND_DISK());
    JavaRDD<Item> items =
        looked
            .filter(each -> each._2() != NONE)
            .map(each -> new Item(each._1(), PairWork.damaged(each._1()), each._2(), false));
    long count = items.count();
    long leftOut = looked.count() - count;
    // The clean pictures would be written over what somebody takes for inputs, or over each other.
    Plan.requireNoClash(items.map(Item::source), look, "png", new Path(output, "hq"), "");
    for (String kind : List.of("hq", "lq", "mask", "records")) {
      listing.below(new Path(output, kind)).all().count(); // deletes what tasks that died had begun
    }
    String run = ClusterRun.name();
    Path rows = new Manifest(folder, new Path(output, ROWS)).rows(run);
    Tally tally = ClusterRun.missing(found.problems());
    if (count > 0) {
      spark.setJobDescription("ResShift damages " + count + " pictures");
      Cores cores = Cores.of(spark.getConf());
      int slots = cores.slots(spark.getConf(), spark.defaultParallelism());
      By by = By.of(settings.recipe(), settings.seed(), 0, null, null, "cpu", cores.task(), run);
      PairWork work = new PairWork(folder, settings, output, rows, by);
      tally = tally.plus(ClusterRun.sum(Deal.tasks(items, count, slots).mapPartitions(work)));
    }
    if (tally.done() > 0) {
      publish(output);
    }
    double seconds = (System.nanoTime() - start) / NANOS;
    return new ClusterReport(
        tally.done(),
        tally.failed(),
        0,
        0,
        leftOut,
        0,
        tally.pixels() / MEGA,
        seconds,
        tally.failures(),
        List.of(),
        Folder.shown(rows));
  }

  private static long orNone(OptionalLong pixels) {
    return pixels.orElse(NONE);
  }

  private void publish(Path output) throws IOException {
    PairMaker pairs = settings.maker();
    String seed = Long.toString(settings.seed());
    java.nio.file.Path spool = Spool.folder();
    try {
      java.nio.file.Path file =
          Files.writeString(
              spool.resolve("recipe.json"),
              pairs.provenance(seed, "resshift " + ProgramVersion.text()));
      folder.publish(file, new Path(output, "recipe.json"), UUID.randomUUID());
    } finally {
      Spool.delete(spool);
    }
  }
}
