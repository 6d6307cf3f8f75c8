package io.github.resshift.spark;

import io.github.resshift.ResShiftException;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.spark.Decision.Action;
import io.github.resshift.spark.Decision.Decided;
import io.github.resshift.spark.Manifest.Past;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * What is to be done, on the disk of the cluster: tasks that are computed again after a machine
 * died must find the same plan, while results appear and change what a listing says.
 */
final class Plan {
  private static final StructType SCHEMA =
      new StructType()
          .add("action", DataTypes.StringType, false)
          .add("outdated", DataTypes.StringType, true)
          .add("path", DataTypes.StringType, false)
          .add("place", DataTypes.StringType, false)
          .add("length", DataTypes.LongType, false)
          .add("modified", DataTypes.LongType, false)
          .add("target", DataTypes.StringType, false)
          .add("pixels", DataTypes.LongType, false);

  private final Dataset<Row> rows;
  private final Map<String, long[]> counts = new HashMap<>();

  private Plan(Dataset<Row> rows) {
    this.rows = rows;
    rows.groupBy("action", "outdated")
        .agg(
            org.apache.spark.sql.functions.count("*"), org.apache.spark.sql.functions.sum("pixels"))
        .collectAsList()
        .forEach(
            row -> {
              add(row.getString(0), row.getLong(2), row.getLong(3));
              if (!row.isNullAt(1)) {
                add("outdated", row.getLong(2), 0);
              }
            });
  }

  private void add(String key, long count, long pixels) {
    long[] sums = counts.computeIfAbsent(key, name -> new long[2]);
    sums[0] += count;
    sums[1] += pixels;
  }

  /** How many files are treated so. */
  long count(Action action) {
    return counts.getOrDefault(action.name(), new long[2])[0];
  }

  /** How many are skipped although this run would make something else of them. */
  long outdated() {
    return counts.getOrDefault("outdated", new long[2])[0];
  }

  /** Pixels of what is to be done. */
  long pixels() {
    return counts.getOrDefault(Action.TODO.name(), new long[2])[1];
  }

  /** A result that is there already. */
  String example() {
    return rows.filter("action = 'THERE'").first().getAs("target");
  }

  /**
   * What is to be done.
   *
   * @param large whether it is that with more pixels than {@code limit}
   */
  JavaRDD<Item> todo(boolean large, long limit) {
    return rows.filter("action = 'TODO' and pixels " + (large ? ">" : "<=") + " " + limit)
        .toJavaRDD()
        .map(
            row ->
                new Item(
                    new Source(row.getString(2), row.getString(3), row.getLong(4), row.getLong(5)),
                    row.getString(6),
                    row.getLong(7)));
  }

  /**
   * Plans a run.
   *
   * @param there what lies in the output folder
   * @param at where the plan is kept
   */
  static Plan make(
      SparkSession spark,
      JavaRDD<Source> sources,
      JavaRDD<Source> there,
      JavaPairRDD<String, Past> past,
      Decision decision,
      Look look,
      String suffix,
      Path at) {
    JavaPairRDD<String, Source> byTarget =
        sources.mapToPair(source -> new Tuple2<>(source.target(suffix), source));
    JavaPairRDD<String, Long> lengths =
        there.mapToPair(file -> new Tuple2<>(file.place(), file.length()));
    JavaPairRDD<String, Candidate> byPath =
        byTarget
            .leftOuterJoin(lengths)
            .mapToPair(
                pair -> {
                  Source source = pair._2()._1();
                  Long length = pair._2()._2().orNull();
                  return new Tuple2<>(source.path(), new Candidate(source, pair._1(), length));
                });
    JavaRDD<Row> rows =
        byPath.leftOuterJoin(past).values().map(pair -> row(pair._1(), pair._2(), decision, look));
    spark.createDataFrame(rows, SCHEMA).write().parquet(at.toString());
    return new Plan(spark.read().schema(SCHEMA).parquet(at.toString()));
  }

  /** A source, and the length of the file that has its result's name, or null. */
  private record Candidate(Source source, String target, Long there) implements Serializable {}

  private static Row row(Candidate candidate, Optional<Past> past, Decision decision, Look look)
      throws IOException {
    Source source = candidate.source();
    Decided decided = decision.of(source, candidate.target(), candidate.there(), past.orNull());
    Action action = decided.action();
    long pixels = 0;
    if (action == Action.TODO) {
      OptionalLong seen = look.pixels(source);
      action = seen.isPresent() ? action : Action.NO_PICTURE;
      pixels = seen.orElse(0);
    }
    return RowFactory.create(
        action.name(),
        decided.outdated(),
        source.path(),
        source.place(),
        source.length(),
        source.modified(),
        candidate.target(),
        pixels);
  }

  /**
   * Refuses names that clash: two pictures with one result, or a result over an input. Only files
   * that can be read count, as with the command line.
   *
   * @throws UsageException if there are such
   */
  static void requireNoClash(JavaRDD<Source> sources, Look look, String suffix, Path output) {
    List<Tuple2<String, List<Source>>> same =
        sources
            .mapToPair(source -> new Tuple2<>(source.target(suffix), source))
            .groupByKey()
            .filter(group -> more(group._2()))
            .mapToPair(group -> new Tuple2<>(group._1(), readable(group._2(), look)))
            .filter(group -> group._2().size() > 1)
            .take(1);
    if (!same.isEmpty()) {
      List<Source> two = same.get(0)._2();
      throw new UsageException(
          "'%s' and '%s' would both be written to '%s'; rename one of them."
              .formatted(
                  Folder.shown(two.get(0).path()),
                  Folder.shown(two.get(1).path()),
                  Folder.shown(new Path(output, same.get(0)._1()))));
    }
    String prefix = output + "/";
    JavaPairRDD<String, Source> inside =
        sources
            .filter(source -> source.path().startsWith(prefix))
            .mapToPair(source -> new Tuple2<>(source.path().substring(prefix.length()), source));
    if (inside.isEmpty()) {
      return;
    }
    List<Tuple2<String, Tuple2<Source, Source>>> over =
        sources
            .mapToPair(source -> new Tuple2<>(source.target(suffix), source))
            .join(inside)
            .take(1);
    if (!over.isEmpty()) {
      throw new UsageException(
          "The result of '%s' would be written over the input '%s'; choose another --output."
              .formatted(
                  Folder.shown(over.get(0)._2()._1().path()),
                  Folder.shown(over.get(0)._2()._2().path())));
    }
  }

  private static boolean more(Iterable<Source> group) {
    var each = group.iterator();
    each.next();
    return each.hasNext();
  }

  private static List<Source> readable(Iterable<Source> group, Look look) throws IOException {
    List<Source> readable = new ArrayList<>();
    for (Source source : group) {
      if (look.pixels(source).orElse(Look.UNREADABLE) != Look.UNREADABLE) {
        readable.add(source);
      }
    }
    return readable;
  }

  /** Why a run that may not touch what is there does nothing. */
  ResShiftException notFree(Path example) {
    long there = count(Action.THERE);
    return new ResShiftException(
        "The output '%s'%s; nothing was done (--existing fail)."
            .formatted(
                Folder.shown(example),
                there == 1 ? " exists" : " and " + (there - 1) + " more exist"));
  }
}
