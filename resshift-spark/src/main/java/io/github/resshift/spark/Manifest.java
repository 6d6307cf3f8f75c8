package io.github.resshift.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * The results of all runs into an output folder: {@code run-ID/rows} with Parquet files that tasks
 * write while they work, so that what is finished is known however the run ends, and {@code
 * run-ID/_END} when a run came to its end.
 */
final class Manifest {
  /** Its usual place in the output folder, where neither Spark nor the command line sees it. */
  static final String NAME = ".resshift-manifest";

  private static final String RUN = "run-";
  private static final String END = "_END";
  private static final String PLAN = "plan";
  private static final String FREE = PLAN + "-free-";

  private final Folder folder;
  private final Path root;

  Manifest(Folder folder, Path root) {
    this.folder = folder;
    this.root = root;
  }

  /**
   * A result of an earlier run.
   *
   * @param path of the source
   * @param length of the source
   * @param modified of the source
   * @param settings digest
   * @param target below the output folder
   * @param bytes length of the result
   * @param precision in which it was made
   * @param threads with which it was made
   * @param ended whether its run came to its end
   */
  record Past(
      String path,
      long length,
      long modified,
      String settings,
      String target,
      long bytes,
      String precision,
      long threads,
      boolean ended,
      long finished)
      implements Serializable {
    /** Whether it was made with settings of this digest. */
    boolean by(String digest) {
      return settings.equals(digest);
    }

    /** Whether it was made of a source as it is now. */
    boolean of(Source source) {
      return length == source.length() && modified == source.modified();
    }
  }

  Path root() {
    return root;
  }

  /** The folder of a run's rows. */
  Path rows(String run) {
    return new Path(new Path(root, RUN + run), "rows");
  }

  /**
   * The folder of what a run keeps for itself.
   *
   * @param free whether no result's name was in use when the run was planned
   * @param settings digest
   */
  Path plan(String run, boolean free, String settings) {
    return new Path(new Path(root, RUN + run), free ? FREE + settings : PLAN);
  }

  /** Plans of runs with these settings that were cut off, with names that were free then. */
  List<Path> begun(String settings) throws IOException {
    List<Path> plans = new ArrayList<>();
    for (FileStatus run : runs()) {
      Path plan = new Path(run.getPath(), FREE + settings);
      if (!ended(run) && folder.exists(plan)) {
        plans.add(plan);
      }
    }
    return plans;
  }

  private List<FileStatus> runs() throws IOException {
    return in(root, RUN);
  }

  private List<FileStatus> in(Path parent, String prefix) throws IOException {
    return folder.exists(parent)
        ? Stream.of(folder.system(parent).listStatus(parent))
            .filter(status -> status.getPath().getName().startsWith(prefix))
            .toList()
        : List.of();
  }

  private boolean ended(FileStatus run) throws IOException {
    return folder.exists(new Path(run.getPath(), END));
  }

  /** Finished results by the path of their source; of several the last one. */
  JavaPairRDD<String, Past> past(SparkSession spark) throws IOException {
    List<String> rows = new ArrayList<>();
    Set<String> ended = new HashSet<>();
    for (FileStatus run : runs()) {
      Path path = new Path(run.getPath(), "rows");
      if (folder.exists(path)) {
        rows.add(path.toString());
      }
      if (ended(run)) {
        ended.add(run.getPath().getName().substring(RUN.length()));
      }
    }
    if (rows.isEmpty()) {
      return JavaPairRDD.fromJavaRDD(new JavaSparkContext(spark.sparkContext()).emptyRDD());
    }
    JavaRDD<Row> done =
        spark
            .read()
            .schema(ManifestRow.schema())
            .parquet(rows.toArray(String[]::new))
            .filter("status = 'done'")
            .select(
                "path",
                "length",
                "modified",
                "settings",
                "target",
                "output_bytes",
                "precision",
                "threads",
                "run",
                "finished")
            .toJavaRDD();
    return done.mapToPair(row -> new Tuple2<>(row.getString(0), past(row, ended)))
        .reduceByKey((a, b) -> a.finished() >= b.finished() ? a : b);
  }

  private static Past past(Row row, Set<String> ended) {
    return new Past(
        row.getString(0),
        row.getLong(1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getString(6),
        row.getLong(7),
        ended.contains(row.getString(8)),
        row.getLong(9));
  }

  /**
   * A run came to its end, and with it those before that were cut off: the next one is a new run.
   * What they kept for themselves is not needed any more.
   */
  void end(String run) throws IOException {
    java.nio.file.Path empty = Files.createTempFile("resshift-", ".end");
    try {
      end(new Path(root, RUN + run), empty);
      for (FileStatus other : runs()) {
        if (!ended(other)) {
          end(other.getPath(), empty);
        }
      }
    } finally {
      Files.delete(empty);
    }
  }

  private void end(Path run, java.nio.file.Path empty) throws IOException {
    for (FileStatus plan : in(run, PLAN)) {
      folder.system(run).delete(plan.getPath(), true);
    }
    folder.publish(empty, new Path(run, END), UUID.randomUUID());
  }

  /** Forgets a run that was only planned. */
  void forget(String run) throws IOException {
    folder.system(root).delete(new Path(root, RUN + run), true);
  }
}
