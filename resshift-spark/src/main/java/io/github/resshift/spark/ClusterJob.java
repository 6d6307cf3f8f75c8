package io.github.resshift.spark;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.JobOption;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.batch.Exclusions;
import io.github.resshift.jobs.batch.Existing;
import io.github.resshift.jobs.batch.UsageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Restores the pictures of folders on a Spark cluster, with the bytes that the command line makes
 * with the same settings. Inputs and output may lie on any file system that Hadoop knows. Not
 * thread-safe; one run at a time may work into an output folder.
 *
 * <pre>{@code
 * ClusterReport report =
 *     new ClusterJob(Task.SUPER_RESOLUTION, Map.of("seed", List.of("7")))
 *         .inputs(List.of("s3a://pictures/2024"))
 *         .output("s3a://large/2024")
 *         .run(spark);
 * }</pre>
 */
public final class ClusterJob {
  /** Pixels from which on a picture has an executor for itself. */
  public static final long LARGE = 4_000_000;

  private final Task task;
  private final Map<String, List<String>> options;
  private final JobSettings settings;
  private List<String> inputs = List.of();
  private Optional<String> list = Optional.empty();
  private List<String> excluded = List.of();
  private String output = "";
  private Optional<String> manifest = Optional.empty();
  private PictureFormat format = PictureFormat.PNG;
  private Existing existing = Existing.SKIP;
  private long large = LARGE;
  private int largeThreads;
  private int few = Listing.FEW;

  /**
   * A job.
   *
   * @param task what is done to pictures
   * @param options by the name of the {@link JobOption}; what is not there has its default
   * @throws UsageException with one sentence if an option is unknown, out of its range or has no
   *     sense on a cluster
   */
  public ClusterJob(Task task, Map<String, List<String>> options) {
    this.task = task;
    this.options = Map.copyOf(options);
    this.settings = JobSettings.of(task, options, name -> "--" + name);
    if (options.containsKey(JobOption.MEMORY.key())) {
      throw new UsageException(
          "--memory would make results depend on the machine; on a cluster leave it out, and use"
              + " --tile where memory is short.");
    }
    if (settings.restore().batch() > 1) {
      throw new UsageException(
          "--batch would make results depend on the pictures beside them; leave it out on a cluster,"
              + " where every processor has a picture of its own.");
    }
  }

  /** Files, folders, or patterns as Hadoop knows them. */
  public ClusterJob inputs(List<String> paths) {
    this.inputs = List.copyOf(paths);
    return this;
  }

  /**
   * A table of files in place of inputs, or besides them: Parquet, or CSV with a header if the name
   * ends with .csv. Its columns are {@code path}, and, where they are known, {@code place} (below
   * the output folder), {@code length} in bytes and {@code modified} in milliseconds since 1970.
   */
  public ClusterJob list(String table) {
    this.list = Optional.of(table);
    return this;
  }

  /** What of folders is left out; patterns as the command line has them. */
  public ClusterJob exclude(List<String> patterns) {
    Exclusions.of(patterns);
    this.excluded = List.copyOf(patterns);
    return this;
  }

  /** The folder of the results, in which the tree of the inputs is mirrored. */
  public ClusterJob output(String folder) {
    this.output = folder;
    return this;
  }

  /** The format of the results; PNG at first. */
  public ClusterJob format(PictureFormat wanted) {
    this.format = wanted;
    return this;
  }

  /** What happens where a result is there already; {@link Existing#SKIP} at first. */
  public ClusterJob existing(Existing rule) {
    this.existing = rule;
    return this;
  }

  /** Where the manifest is kept; {@code .resshift-manifest} in the output folder at first. */
  public ClusterJob manifest(String folder) {
    this.manifest = Optional.of(folder);
    return this;
  }

  /**
   * Pictures of more pixels are restored after the others, each by all processors of an executor.
   *
   * @param pixels {@link #LARGE} at first
   */
  public ClusterJob large(long pixels) {
    if (pixels < 1) {
      throw new UsageException("--large must be at least 1, not " + pixels + ".");
    }
    this.large = pixels;
    return this;
  }

  /**
   * Threads of such pictures. Their bytes depend on it, as with {@code --threads} of the command
   * line, so a number goes for all runs with these settings into an output folder.
   *
   * @param count 0, as at first: that of earlier runs, else the processors of an executor
   */
  public ClusterJob largeThreads(int count) {
    if (count < 0 || count > 1024) {
      throw new UsageException("--large-threads must be from 0 to 1024, not " + count + ".");
    }
    this.largeThreads = count;
    return this;
  }

  /**
   * Runs the job.
   *
   * @throws UsageException if settings, inputs, output and cluster do not fit together; nothing is
   *     done then
   * @throws ResShiftException with one sentence if the run ends before its work does
   */
  public ClusterReport run(SparkSession spark) {
    return new ClusterRun(spark, this).run(false);
  }

  /** Plans the job: lists, looks at headers and decides, and restores nothing. */
  public ClusterReport plan(SparkSession spark) {
    return new ClusterRun(spark, this).run(true);
  }

  /** Files up to which the driver plans by itself; results do not depend on it. */
  ClusterJob few(int files) {
    this.few = files;
    return this;
  }

  int few() {
    return few;
  }

  Task task() {
    return task;
  }

  Map<String, List<String>> options() {
    return options;
  }

  JobSettings settings() {
    return settings;
  }

  List<String> inputs() {
    return inputs;
  }

  Optional<String> list() {
    return list;
  }

  List<String> excluded() {
    return excluded;
  }

  String output() {
    return output;
  }

  Optional<String> manifest() {
    return manifest;
  }

  PictureFormat format() {
    return format;
  }

  Existing existing() {
    return existing;
  }

  long large() {
    return large;
  }

  int largeThreads() {
    return largeThreads;
  }
}
