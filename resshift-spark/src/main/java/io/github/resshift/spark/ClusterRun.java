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
import java.util.List;
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
    String suffix = job.format().suffix();
    Listing listing = new Listing(spark, folder);
    Listing.Found found = listing.sources(job.inputs(), output, job.excluded());
    JavaRDD<Source> sources =
        job.list().isPresent()
            ? found.files().union(new Table(session, folder).read(job.list().get()))
            : found.files();
    JavaRDD<Source> files = distinct(sources);
    boolean frames = settings.result().frames() == Frames.ALL;
    Look look = new Look(folder, frames);
    String digest = assignment.settings();
    JavaRDD<Source> there = listing.below(output);
    JavaPairRDD<String, Candidate> named;
    if (job.existing() == Existing.RENAME) {
      Extras extras = new Extras(frames, settings.treatment().samples());
      named =
          new FreeNames(job.format(), extras, look, output, digest)
              .choose(files, there, past, PlanFiles.all(spark, folder, manifest.begun(digest)));
    } else {
      describe("looks for names that clash");
      Plan.requireNoClash(files, look, suffix, output, " or use --existing rename");
      named = Plan.named(files, there, suffix);
    }
    describe("plans");
    boolean free = job.existing() != Existing.OVERWRITE && job.existing() != Existing.UPDATE;
    Plan plan =
        Plan.make(
            spark,
            named,
            past,
            new Decision(job.existing(), digest),
            look,
            new PlanFiles(folder, manifest.plan(run, free, digest)),
            job.large());
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
    JavaRDD<Item> small = plan.todo(false, job.large());
    JavaRDD<Item> big = plan.todo(true, job.large());
    Tally tally = Tally.NOTHING;
    long count = plan.count(Action.TODO) - plan.large();
    if (count > 0) {
      describe("restores " + count + " pictures");
      tally = sum(Deal.tasks(small, count, slots).mapPartitions(ordinary));
    }
    int large = Math.toIntExact(plan.large());
    if (large > 0) {
      describe("restores " + large + " large pictures");
      JavaRDD<Item> single = Deal.single(spark, big, large);
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
    return results.treeReduce(Tally::plus);
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
