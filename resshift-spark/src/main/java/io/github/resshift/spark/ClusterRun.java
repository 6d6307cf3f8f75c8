package io.github.resshift.spark;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.ModelCatalog;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.jobs.Frames;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ModelFacts;
import io.github.resshift.jobs.batch.Existing;
import io.github.resshift.jobs.batch.Extras;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.spark.Decision.Action;
import io.github.resshift.spark.Manifest.Past;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/** One run of a job, on the driver. */
final class ClusterRun {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterRun.class);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");
  private static final String OR_RENAME = " or use --existing rename";
  private static final int FEW_TASKS = 1000;
  private static final double NANOS = 1e9;
  private static final double MEGA = 1e6;

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final SparkConf conf;
  private final ClusterJob job;
  private final JobSettings settings;
  private final Folder folder;
  private final Cores cores;
  private final long start = System.nanoTime();
  private final List<String> notes = new ArrayList<>();

  ClusterRun(SparkSession session, ClusterJob job) {
    this.session = session;
    this.spark = new JavaSparkContext(session.sparkContext());
    this.conf = spark.getConf();
    this.job = job;
    this.settings = job.settings();
    this.folder = new Folder(spark.hadoopConfiguration());
    this.cores = Cores.of(conf);
  }

  ClusterReport run(boolean planOnly) {
    requireSense();
    try {
      return inFolder(planOnly);
    } catch (IOException e) {
      throw new ResShiftException(FailureText.sentence(e), e);
    }
  }

  private void requireSense() {
    if (job.output().isBlank()) {
      throw new UsageException("Nothing says where results go; name a folder with --output.");
    }
    if (job.inputs().isEmpty() && job.list().isEmpty()) {
      throw new UsageException("Nothing says what is to be done; name inputs, or use --list.");
    }
    if (threads() != cores.task()) {
      throw new UsageException(
          "A task has %d processors, but a picture %d threads (results depend on their number); say --threads %d or --conf spark.task.cpus=%d."
              .formatted(cores.task(), threads(), cores.task(), threads()));
    }
  }

  /** Of an ordinary picture; what a machine has must not count. */
  private int threads() {
    return Math.max(1, settings.restore().threads());
  }

  private ClusterReport inFolder(boolean planOnly) throws IOException {
    Path output = folder.qualified(job.output());
    Path root =
        job.manifest().isPresent()
            ? folder.qualified(job.manifest().get())
            : new Path(output, Manifest.NAME);
    Manifest manifest = new Manifest(folder, root);
    String run = name();
    ModelFacts model = ModelFacts.of(ModelCatalog.standard().resolve(settings.restore().model()));
    String digest = settings.identity(model, job.format()).digest();
    JavaPairRDD<String, Past> past = manifest.past(session);
    try (Pinned.Loaded loaded = Pinned.load(settings, before(past, digest))) {
      Pinned pinned = loaded.pinned(threads(), job.largeThreads(), cores);
      pinned.need().check(conf);
      Assignment assignment = assignment(pinned, digest);
      if (!cores.local()) {
        loaded.close(); // tasks are elsewhere, with restorers of their own
      } else if (!planOnly) {
        loaded.lend(assignment);
      }
      return inFolder(planOnly, output, manifest, run, past, pinned, assignment);
    }
  }

  /** A name for a run. */
  static String name() {
    return TIME.format(LocalDateTime.now(ZoneOffset.UTC))
        + "-"
        + UUID.randomUUID().toString().substring(0, 6);
  }

  private Assignment assignment(Pinned pinned, String digest) {
    return new Assignment(
        job.task(),
        job.options(),
        job.format(),
        digest,
        pinned.device(),
        pinned.precision(),
        threads(),
        cores.slots());
  }

  private ClusterReport inFolder(
      boolean planOnly,
      Path output,
      Manifest manifest,
      String run,
      JavaPairRDD<String, Past> past,
      Pinned pinned,
      Assignment assignment)
      throws IOException {
    note(pinned.sentence());
    note(pinned.need().sentence());
    Listing listing = new Listing(spark, folder, job.few());
    Listing.Found found = listing.sources(job.inputs(), output, job.excluded());
    boolean frames = settings.result().frames() == Frames.ALL;
    Look look = new Look(folder, frames);
    Listing.Files there = listing.below(output);
    boolean free = job.existing() != Existing.OVERWRITE && job.existing() != Existing.UPDATE;
    String digest = assignment.settings();
    PlanFiles files = new PlanFiles(folder, manifest.plan(run, free, digest));
    boolean few =
        found.files().few().isPresent()
            && there.few().isPresent()
            && job.list().isEmpty()
            && job.existing() != Existing.RENAME;
    Plan plan =
        few
            ? few(found.files().few().get(), there.few().get(), past, look, files, output, digest)
            : many(found.files().all(), there.all(), past, look, files, output, digest, manifest);
    boolean refused = plan.count(Action.THERE) > 0;
    Optional<String> example = refused ? Optional.of(plan.example()) : Optional.empty();
    if (planOnly || refused) {
      manifest.forget(run);
    }
    if (refused) {
      throw plan.notFree(new Path(output, example.get()));
    }
    Tally tally = missing(found.problems());
    if (!planOnly) {
      Work ordinary = new Work(folder, assignment, output, manifest.rows(run), run, 0);
      Work alone =
          new Work(folder, assignment, output, manifest.rows(run), run, pinned.largeThreads());
      tally = tally.plus(work(plan, ordinary, alone));
      manifest.end(run);
    }
    return report(plan, tally, planOnly, manifest.rows(run));
  }

  private Plan few(
      List<Source> sources,
      List<Source> there,
      JavaPairRDD<String, Past> past,
      Look look,
      PlanFiles files,
      Path output,
      String digest)
      throws IOException {
    String suffix = job.format().suffix();
    Map<Tuple2<String, String>, Source> distinct = new LinkedHashMap<>();
    sources.forEach(each -> distinct.putIfAbsent(new Tuple2<>(each.path(), each.place()), each));
    List<Source> all = List.copyOf(distinct.values());
    Plan.requireNoClash(all, look, suffix, output, OR_RENAME);
    Map<String, Long> lengths = new HashMap<>();
    there.forEach(file -> lengths.put(file.place(), file.length()));
    HashSet<String> paths = new HashSet<>();
    all.forEach(source -> paths.add(source.path()));
    Map<String, Past> known =
        past.getNumPartitions() == 0
            ? Map.of()
            : past.filter(result -> paths.contains(result._1())).collectAsMap();
    describe("looks at headers");
    Decision decision = new Decision(job.existing(), digest);
    return Plan.ofFew(spark, all, lengths, known, decision, look, suffix, files, job.large());
  }

  private Plan many(
      JavaRDD<Source> listed,
      JavaRDD<Source> there,
      JavaPairRDD<String, Past> past,
      Look look,
      PlanFiles files,
      Path output,
      String digest,
      Manifest manifest)
      throws IOException {
    String suffix = job.format().suffix();
    JavaRDD<Source> sources =
        distinct(
            job.list().isPresent()
                ? listed.union(new Table(session, folder).read(job.list().get()))
                : listed);
    JavaPairRDD<String, Candidate> named;
    if (job.existing() == Existing.RENAME) {
      boolean frames = settings.result().frames() == Frames.ALL;
      Extras extras = new Extras(frames, settings.treatment().samples());
      named =
          new FreeNames(job.format(), extras, look, output, digest)
              .choose(sources, there, past, PlanFiles.all(spark, folder, manifest.begun(digest)));
    } else {
      describe("looks for names that clash");
      Plan.requireNoClash(sources, look, suffix, output, OR_RENAME);
      named = Plan.named(sources, there, suffix);
    }
    describe("plans");
    Decision decision = new Decision(job.existing(), digest);
    return Plan.make(spark, named, past, decision, look, files, job.large());
  }

  /** Each file once for each of its places. */
  static JavaRDD<Source> distinct(JavaRDD<Source> sources) {
    return sources
        .mapToPair(source -> new Tuple2<>(new Tuple2<>(source.path(), source.place()), source))
        .reduceByKey((a, b) -> a.input() <= b.input() ? a : b)
        .values();
  }

  private void note(String sentence) {
    notes.add(sentence);
    LOG.info("{}", sentence);
  }

  /** How results of earlier runs with these settings were made: precision, and most threads. */
  private static Optional<Pinned.Before> before(JavaPairRDD<String, Past> past, String digest) {
    if (past.getNumPartitions() == 0) {
      return Optional.empty(); // not even a job
    }
    return past
        .values()
        .filter(result -> result.settings().equals(digest))
        .map(result -> new Pinned.Before(result.precision(), (int) result.threads()))
        .distinct()
        .collect()
        .stream()
        .reduce((a, b) -> a.threads() >= b.threads() ? a : b);
  }

  static Tally missing(List<String[]> problems) {
    List<String> failures =
        problems.stream().map(problem -> problem[0] + ": " + problem[1]).toList();
    return new Tally(0, failures.size(), 0, 0, failures, List.of());
  }

  private Tally work(Plan plan, Work ordinary, Work alone) {
    int slots = cores.slots(conf, spark.defaultParallelism());
    Tally tally = Tally.NOTHING;
    long count = plan.count(Action.TODO) - plan.large();
    if (count > 0) {
      describe("restores " + count + " pictures");
      JavaRDD<Item> tasks =
          plan.few(false, job.large())
              .map(items -> Deal.tasks(spark, items, slots))
              .orElseGet(() -> Deal.tasks(plan.todo(false, job.large()), count, slots));
      tally = sum(tasks.mapPartitions(ordinary));
    }
    int large = Math.toIntExact(plan.large());
    if (large > 0) {
      describe("restores " + large + " large pictures");
      List<Item> items =
          plan.few(true, job.large()).orElseGet(() -> plan.todo(true, job.large()).collect());
      JavaRDD<Item> single = Deal.single(spark, items);
      JavaRDD<Tally> results = single.mapPartitions(alone);
      tally = tally.plus(sum(cores.local() ? results : whole(results)));
    }
    return tally;
  }

  /** A task asks for all processors of an executor. */
  private JavaRDD<Tally> whole(JavaRDD<Tally> results) {
    TaskResourceRequests all = new TaskResourceRequests().cpus(cores.executor());
    return results.withResources(new ResourceProfileBuilder().require(all).build());
  }

  static Tally sum(JavaRDD<Tally> results) {
    return results.getNumPartitions() <= FEW_TASKS
        ? results.collect().stream().reduce(Tally.NOTHING, Tally::plus)
        : results.treeReduce(Tally::plus);
  }

  private void describe(String what) {
    spark.setJobDescription("ResShift " + what);
  }

  private ClusterReport report(Plan plan, Tally tally, boolean planOnly, Path rows) {
    double seconds = (System.nanoTime() - start) / NANOS;
    notes.addAll(tally.notes());
    return new ClusterReport(
        tally.done(),
        tally.failed(),
        plan.count(Action.SKIP),
        plan.outdated(),
        plan.count(Action.NO_PICTURE),
        planOnly ? plan.count(Action.TODO) : 0,
        tally.pixels() / MEGA,
        seconds,
        tally.failures(),
        notes,
        Folder.shown(rows));
  }
}
