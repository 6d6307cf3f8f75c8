package io.github.resshift.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
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
      implements Serializable {}

  Path root() {
    return root;
  }

  /** The folder of a run's rows. */
  Path rows(String run) {
    return new Path(new Path(root, RUN + run), "rows");
  }

  /** The folder of what a run keeps for itself. */
  Path plan(String run) {
    return new Path(new Path(root, RUN + run), "plan");
  }

  /** Finished results by the path of their source; of several the last one. */
  JavaPairRDD<String, Past> past(SparkSession spark) throws IOException {
    List<String> rows = new ArrayList<>();
    Set<String> ended = new HashSet<>();
    FileSystem system = folder.system(root);
    FileStatus[] runs = system.globStatus(new Path(root, RUN + "*"));
    for (FileStatus run : runs == null ? new FileStatus[0] : runs) {
      Path path = new Path(run.getPath(), "rows");
      if (system.exists(path)) {
        rows.add(path.toString());
      }
      if (system.exists(new Path(run.getPath(), END))) {
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

  /** A run came to its end: what it kept for itself is not needed any more. */
  void end(String run) throws IOException {
    folder.system(root).delete(plan(run), true);
    java.nio.file.Path empty = Files.createTempFile("resshift-", ".end");
    try {
      folder.publish(empty, new Path(new Path(root, RUN + run), END), UUID.randomUUID());
    } finally {
      Files.delete(empty);
    }
  }
}
