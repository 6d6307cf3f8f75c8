package io.github.resshift.spark;

import io.github.resshift.jobs.batch.UsageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** A table of what is to be done, in place of a listing. */
final class Table {
  private static final String PATH = "path";
  private static final List<String> OTHERS = List.of("place", "length", "modified");

  /** The table comes after the inputs. */
  private static final int LAST = Integer.MAX_VALUE;

  private final SparkSession spark;
  private final Folder folder;

  Table(SparkSession spark, Folder folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /**
   * Reads a table.
   *
   * @throws UsageException if it is not there or has no column {@code path}
   */
  JavaRDD<Source> read(String name) throws IOException {
    if (!folder.exists(new Path(name))) {
      throw new UsageException("There is no table '" + name + "' (--list).");
    }
    Dataset<Row> table =
        name.toLowerCase(Locale.ROOT).endsWith(".csv")
            ? spark.read().option("header", true).csv(name)
            : spark.read().parquet(name);
    List<String> columns = List.of(table.columns());
    if (!columns.contains(PATH)) {
      throw new UsageException(
          "The table '"
              + name
              + "' (--list) has no column 'path'; it has "
              + String.join(", ", columns)
              + ".");
    }
    Column[] wanted = {
      functions.col(PATH).cast("string"),
      column(columns, OTHERS.get(0), "string"),
      column(columns, OTHERS.get(1), "bigint"),
      column(columns, OTHERS.get(2), "bigint")
    };
    Folder files = folder;
    return table
        .select(wanted)
        .filter(functions.col(PATH).isNotNull())
        .toJavaRDD()
        .map(row -> source(files, row));
  }

  private static Column column(List<String> columns, String name, String type) {
    return columns.contains(name)
        ? functions.col(name).cast(type)
        : functions.lit(null).cast(type).as(name);
  }

  /** What the table does not say is asked of the file system. */
  private static Source source(Folder folder, Row row) throws IOException {
    Path path = folder.qualified(row.getString(0));
    String place =
        row.isNullAt(1) ? path.toUri().getPath().replaceFirst("^/+", "") : row.getString(1);
    if (!row.isNullAt(2) && !row.isNullAt(3)) {
      return new Source(path.toString(), place, row.getLong(2), row.getLong(3), LAST);
    }
    try {
      FileStatus status = folder.status(path);
      return new Source(
          path.toString(), place, status.getLen(), status.getModificationTime(), LAST);
    } catch (FileNotFoundException e) {
      return new Source(
          path.toString(), place, 0, 0, LAST); // a failure of its own, when it is its turn
    }
  }
}
