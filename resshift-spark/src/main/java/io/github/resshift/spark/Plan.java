package io.github.resshift.spark;

import io.github.resshift.ResShiftException;
import io.github.resshift.jobs.batch.Existing;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.spark.Decision.Action;
import io.github.resshift.spark.Decision.Decided;
import io.github.resshift.spark.Manifest.Past;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * What is to be done, on the disk of the cluster: tasks that are computed again after a machine
 * died must find the same plan, while results appear and change what a listing says.
 */
final class Plan {
  private final JavaSparkContext spark;
  private final PlanFiles files;
  private final List<Part> parts;
  private final Optional<List<Item>> few;

  private Plan(
      JavaSparkContext spark, PlanFiles files, List<Part> parts, Optional<List<Item>> few) {
    this.spark = spark;
    this.files = files;
    this.parts = parts;
    this.few = few;
  }

  /** What a task has planned. */
  private static final class Part implements Serializable {
    private static final long serialVersionUID = 1;

    private final int partition;
    private final EnumMap<Action, Long> counts = new EnumMap<>(Action.class);
    private final long limit;
    private long outdated;
    private long large;
    private String there;

    Part(int partition, long limit) {
      this.partition = partition;
      this.limit = limit;
    }

    void add(Planned planned) {
      counts.merge(planned.action(), 1L, Long::sum);
      outdated += planned.outdated() ? 1 : 0;
      if (planned.action() == Action.THERE) {
        there = planned.item().target();
      }
      if (planned.action() == Action.TODO && planned.item().pixels() > limit) {
        large++;
      }
    }

    long count(Action action) {
      return counts.getOrDefault(action, 0L);
    }
  }

  /** How many files are treated so. */
  long count(Action action) {
    return parts.stream().mapToLong(part -> part.count(action)).sum();
  }

  /** How many are skipped although this run would make something else of them. */
  long outdated() {
    return parts.stream().mapToLong(part -> part.outdated).sum();
  }

  /** How many are to be done that have more pixels than the limit. */
  long large() {
    return parts.stream().mapToLong(part -> part.large).sum();
  }

  /** A result that is there already. */
  String example() {
    return parts.stream()
        .map(part -> part.there)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  /** What is to be done, if it is little and known here; of large pictures or of the others. */
  Optional<List<Item>> few(boolean large, long limit) {
    return few.map(items -> items.stream().filter(i -> i.pixels() > limit == large).toList());
  }

  /**
   * What is to be done.
   *
   * @param large whether it is that with more pixels than {@code limit}
   */
  JavaRDD<Item> todo(boolean large, long limit) {
    List<Integer> those =
        parts.stream()
            .filter(part -> large ? part.large > 0 : part.count(Action.TODO) > part.large)
            .map(part -> part.partition)
            .toList();
    return files.read(spark, new ArrayList<>(those)).filter(item -> item.pixels() > limit == large);
  }

  /**
   * Gives results the names of their sources.
   *
   * @param there what lies in the output folder
   * @return by the path of the source
   */
  static JavaPairRDD<String, Candidate> named(
      JavaRDD<Source> sources, JavaRDD<Source> there, String suffix) {
    JavaPairRDD<String, Source> byTarget =
        sources.mapToPair(source -> new Tuple2<>(source.target(suffix), source));
    JavaPairRDD<String, Long> lengths =
        there.mapToPair(file -> new Tuple2<>(file.place(), file.length()));
    return byTarget
        .leftOuterJoin(lengths)
        .mapToPair(
            pair -> {
              Source source = pair._2()._1();
              Long length = pair._2()._2().orNull();
              return new Tuple2<>(source.path(), new Candidate(source, pair._1(), length));
            });
  }

  /**
   * Plans a run.
   *
   * @param candidates by the path of the source
   * @param files where the plan is kept
   * @param limit pixels above which a picture is a large one
   */
  static Plan make(
      JavaSparkContext spark,
      JavaPairRDD<String, Candidate> candidates,
      JavaPairRDD<String, Past> past,
      Decision decision,
      Look look,
      PlanFiles files,
      long limit) {
    List<Part> parts =
        candidates
            .leftOuterJoin(past)
            .values()
            .map(
                pair -> planned(pair._1(), Optional.ofNullable(pair._2().orNull()), decision, look))
            .mapPartitionsWithIndex((index, part) -> write(index, part, files, limit), true)
            .collect();
    return new Plan(spark, files, parts, Optional.empty());
  }

  /**
   * The same of few sources, without a shuffle: headers alone are read by tasks.
   *
   * @param there lengths of what lies in the output folder, by name
   * @param past of the sources, by path
   */
  static Plan ofFew(
      JavaSparkContext spark,
      List<Source> sources,
      Map<String, Long> there,
      Map<String, Past> past,
      Decision decision,
      Look look,
      String suffix,
      PlanFiles files,
      long limit)
      throws IOException {
    List<Tuple2<Candidate, Past>> candidates = new ArrayList<>();
    for (Source source : sources) {
      String target = source.target(suffix);
      candidates.add(
          new Tuple2<>(new Candidate(source, target, there.get(target)), past.get(source.path())));
    }
    int tasks = Math.max(1, Math.min(candidates.size(), spark.defaultParallelism()));
    List<Planned> planned =
        spark
            .parallelize(candidates, tasks)
            .map(pair -> planned(pair._1(), Optional.ofNullable(pair._2()), decision, look))
            .collect();
    Part part = new Part(0, limit);
    List<Item> todo = write(part, planned.iterator(), files);
    return new Plan(spark, files, List.of(part), Optional.of(todo));
  }

  private static Iterator<Part> write(
      int index, Iterator<Planned> planned, PlanFiles files, long limit) throws IOException {
    Part part = new Part(index, limit);
    write(part, planned, files);
    return List.of(part).iterator();
  }

  private static List<Item> write(Part part, Iterator<Planned> planned, PlanFiles files)
      throws IOException {
    List<Item> todo = new ArrayList<>();
    while (planned.hasNext()) {
      Planned next = planned.next();
      part.add(next);
      if (next.action() == Action.TODO) {
        todo.add(next.item());
      }
    }
    if (!todo.isEmpty()) {
      files.write(part.partition, todo.iterator());
    }
    return todo;
  }

  /** What becomes of a source. */
  private record Planned(Action action, boolean outdated, Item item) implements Serializable {}

  private static Planned planned(
      Candidate candidate, Optional<Past> past, Decision decision, Look look) throws IOException {
    Source source = candidate.source();
    Decided decided = decision.of(source, candidate.target(), candidate.there(), past.orElse(null));
    Action action = decided.action();
    long pixels = 0;
    if (action == Action.TODO) {
      OptionalLong seen = look.pixels(source);
      action = seen.isPresent() ? action : Action.NO_PICTURE;
      pixels = seen.orElse(0);
    }
    boolean begun = decision.existing() == Existing.RENAME && candidate.there() != null;
    return new Planned(
        action, decided.outdated() != null, new Item(source, candidate.target(), pixels, begun));
  }

  /** A name in the output folder that a source's result would have, or that a source has. */
  private record Claim(Source source, boolean isInput) implements Serializable {}

  /**
   * Refuses names that clash: two pictures with one result, or a result over an input. Only files
   * that can be read count, as with the command line.
   *
   * @param way what may help besides, as the end of a sentence
   * @throws UsageException if there are such
   */
  static void requireNoClash(
      JavaRDD<Source> sources, Look look, String suffix, Path output, String way) {
    String prefix = output + "/";
    List<String> clashes =
        sources
            .flatMapToPair(source -> claims(source, suffix, prefix))
            .groupByKey()
            .mapPartitions(groups -> first(groups, look, output))
            .collect();
    if (!clashes.isEmpty()) {
      throw new UsageException(clashes.get(0) + way + ".");
    }
  }

  /** The same of few sources. */
  static void requireNoClash(
      List<Source> sources, Look look, String suffix, Path output, String way) throws IOException {
    Map<String, List<Claim>> groups = new TreeMap<>();
    for (Source source : sources) {
      claims(source, suffix, output + "/")
          .forEachRemaining(
              claim ->
                  groups.computeIfAbsent(claim._1(), name -> new ArrayList<>()).add(claim._2()));
    }
    Iterator<Tuple2<String, Iterable<Claim>>> each =
        groups.entrySet().stream()
            .map(group -> new Tuple2<String, Iterable<Claim>>(group.getKey(), group.getValue()))
            .iterator();
    Iterator<String> clash = first(each, look, output);
    if (clash.hasNext()) {
      throw new UsageException(clash.next() + way + ".");
    }
  }

  private static Iterator<Tuple2<String, Claim>> claims(
      Source source, String suffix, String prefix) {
    List<Tuple2<String, Claim>> claims = new ArrayList<>();
    claims.add(new Tuple2<>(source.target(suffix), new Claim(source, false)));
    if (source.path().startsWith(prefix)) {
      String name = source.path().substring(prefix.length());
      claims.add(new Tuple2<>(name, new Claim(source, true)));
    }
    return claims.iterator();
  }

  /** The first clash of a partition, as a sentence. */
  private static Iterator<String> first(
      Iterator<Tuple2<String, Iterable<Claim>>> groups, Look look, Path output) throws IOException {
    while (groups.hasNext()) {
      Tuple2<String, Iterable<Claim>> group = groups.next();
      List<Source> results = new ArrayList<>();
      List<Source> inputs = new ArrayList<>();
      group._2().forEach(claim -> (claim.isInput() ? inputs : results).add(claim.source()));
      if (!results.isEmpty() && !inputs.isEmpty()) {
        return List.of(over(results.get(0), inputs.get(0))).iterator();
      }
      List<Source> two = results.size() > 1 ? readable(results, look) : List.of();
      if (two.size() > 1) {
        return List.of(same(two, new Path(output, group._1()))).iterator();
      }
    }
    return Collections.emptyIterator();
  }

  private static String over(Source source, Source input) {
    return "The result of '%s' would be written over the input '%s'; choose another --output"
        .formatted(Folder.shown(source.path()), Folder.shown(input.path()));
  }

  private static String same(List<Source> two, Path target) {
    return "'%s' and '%s' would both be written to '%s'; rename one of them"
        .formatted(
            Folder.shown(two.get(0).path()), Folder.shown(two.get(1).path()), Folder.shown(target));
  }

  private static List<Source> readable(List<Source> group, Look look) throws IOException {
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
