package io.github.resshift.spark;

import io.github.resshift.ResShiftException;
import io.github.resshift.catalog.Task;
import io.github.resshift.image.PictureFormat;
import io.github.resshift.jobs.FailureText;
import io.github.resshift.jobs.JobOption;
import io.github.resshift.jobs.JobSettings;
import io.github.resshift.jobs.ValueKind;
import io.github.resshift.jobs.batch.Existing;
import io.github.resshift.jobs.batch.UsageException;
import io.github.resshift.tensor.Engine;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** One command: its options are those of the job, and where things are on the cluster. */
@Command(sortOptions = false, description = "Restores pictures on a Spark cluster.")
final class ClusterCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterCommand.class);
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  /** What the engine wants of the environment (docs/engine.md); a user's own settings win. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_THRESHOLD_", "2147483648",
          "MALLOC_TRIM_THRESHOLD_", "4294967296",
          "GOMP_SPINCOUNT", "10000");

  /**
   * Of executors: the optimising compiler starts late, so that it does not compete with the network
   * for the processors. Spark's own code is hot early, so later than with the command line.
   */
  private static final String VIRTUAL_MACHINE =
      "-XX:Tier4InvocationThreshold=250000 -XX:Tier4MinInvocationThreshold=30000"
          + " -XX:Tier4CompileThreshold=750000 -XX:Tier4BackEdgeThreshold=2000000";

  private final Task task;
  private CommandLine line;

  @Parameters(
      arity = "0..*",
      paramLabel = "INPUT",
      description = "Files, folders, or patterns as Hadoop knows them, on any of its file systems.")
  private List<String> inputs = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      required = true,
      description = "The folder of the results, in which the tree of an input folder is mirrored.")
  private String output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "png",
      description = "Format of the results: png, jpeg, tiff or webp. Default: png.")
  private PictureFormat format;

  @Option(
      names = "--existing",
      paramLabel = "WHAT",
      defaultValue = "skip",
      description =
          "What to do where a result exists already: skip, update, overwrite, rename or fail."
              + " Default: skip.")
  private Existing existing;

  @Option(
      names = "--exclude",
      paramLabel = "PATTERN",
      description = "Leave out what matches in folders. May be repeated. Default: nothing.")
  private List<String> excluded = List.of();

  @Option(
      names = "--list",
      paramLabel = "TABLE",
      description =
          "A table of what is to be done, Parquet or CSV with a header: path, and where they are known"
              + " place (below OUT), length and modified (milliseconds since 1970). Default: none.")
  private String list;

  @Option(
      names = "--manifest",
      paramLabel = "DIR",
      description = "Where the table of results is kept. Default: OUT/.resshift-manifest.")
  private String manifest;

  @Option(
      names = "--large",
      paramLabel = "N",
      description =
          "Pictures of more pixels come last, each with all processors of an executor. Default: "
              + ClusterJob.LARGE
              + ".")
  private long large = ClusterJob.LARGE;

  @Option(
      names = "--large-threads",
      paramLabel = "N",
      description =
          "Threads of such a picture, on which its bytes depend. Default: what earlier runs with these"
              + " settings took, else the processors of an executor.")
  private int largeThreads;

  @Option(
      names = "--dry-run",
      description = "Only list, look at headers, and tell how much there is to do.")
  private boolean dryRun;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show a stack trace when something fails.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  private ClusterCommand(Task task) {
    this.task = task;
  }

  /** Runs what {@code args} say; gives the exit code. */
  static int execute(String[] args, PrintWriter out, PrintWriter err) {
    CommandLine root = new CommandLine(new Root());
    for (Task task : Task.values()) {
      root.addSubcommand(JobSettings.command(task), command(task));
    }
    root.addSubcommand("degrade", new PairCommand());
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setOut(out).setErr(err);
    root.setParameterExceptionHandler(
        (e, given) -> {
          e.getCommandLine().getErr().println("resshift: " + e.getMessage());
          return USAGE;
        });
    root.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          command.getErr().println("resshift: " + sentence(e));
          if (parsed.hasSubcommand() && parsed.subcommand().hasMatchedOption("--verbose")) {
            e.printStackTrace(command.getErr());
          }
          return e instanceof UsageException ? USAGE : FAILED;
        });
    return root.execute(args);
  }

  @Command(
      name = "resshift-spark",
      description = "Restores pictures, or makes pairs for training, on a Spark cluster.")
  private static final class Root implements Callable<Integer> {
    @picocli.CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
      throw new ParameterException(
          spec.commandLine(), "A command is missing: upscale, inpaint, face or degrade.");
    }
  }

  private static CommandLine command(Task task) {
    ClusterCommand command = new ClusterCommand(task);
    CommandLine line = new CommandLine(command);
    command.line = line;
    for (JobOption option : JobOption.of(task)) {
      line.getCommandSpec().addOption(spec(option, task));
    }
    return line;
  }

  /** Values are texts here; {@link JobSettings} says what is wrong with them. */
  private static OptionSpec spec(JobOption option, Task task) {
    OptionSpec.Builder builder =
        option == JobOption.MODEL
            ? OptionSpec.builder("-m", "--" + option.key())
            : OptionSpec.builder("--" + option.key());
    builder.description(option.description(task));
    if (option.kind() instanceof ValueKind.Flag) {
      return builder.type(boolean.class).arity("0").build();
    }
    builder.paramLabel(option.label()).arity("1");
    return option.repeated()
        ? builder.type(List.class).auxiliaryTypes(String.class).build()
        : builder.type(String.class).build();
  }

  private Map<String, List<String>> options() {
    Map<String, List<String>> options = new LinkedHashMap<>();
    for (JobOption option : JobOption.of(task)) {
      String name = "--" + option.key();
      if (line.getParseResult().hasMatchedOption(name)) {
        Object value = line.getCommandSpec().findOption(name).getValue();
        List<String> texts =
            value instanceof List<?> many
                ? many.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
        options.put(option.key(), texts);
      }
    }
    return options;
  }

  @Override
  public Integer call() {
    ClusterJob job =
        new ClusterJob(task, options())
            .inputs(inputs)
            .output(output)
            .format(format)
            .existing(existing)
            .exclude(excluded)
            .large(large)
            .largeThreads(largeThreads);
    if (list != null) {
      job.list(list);
    }
    if (manifest != null) {
      job.manifest(manifest);
    }
    startEngine();
    SparkSession spark = session(JobSettings.command(task));
    try {
      ClusterReport report = dryRun ? job.plan(spark) : job.run(spark);
      report.lines().forEach(line.getErr()::println);
      if (dryRun) {
        line.getErr().println("Nothing was done (--dry-run).");
      }
      return report.exitCode();
    } finally {
      spark.stop();
    }
  }

  /** Loads the engine's libraries while Spark starts; who needs them waits for that. */
  private static void startEngine() {
    Thread starter =
        new Thread(
            () -> {
              try {
                Engine.start();
              } catch (ResShiftException e) {
                LOG.debug("whoever needs the engine will say it", e);
              }
            },
            "resshift-engine");
    starter.setDaemon(true);
    starter.start();
  }

  /** Spark for a command, with what the engine wants; a user's own settings win. */
  static SparkSession session(String command) {
    SparkConf conf = new SparkConf();
    ENVIRONMENT.forEach((name, value) -> conf.setIfMissing("spark.executorEnv." + name, value));
    conf.setIfMissing("spark.executor.extraJavaOptions", VIRTUAL_MACHINE);
    // Only names move between machines; no machine is a better place for a task than another.
    conf.setIfMissing("spark.locality.wait", "0");
    conf.setIfMissing("spark.app.name", "ResShift " + command);
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** What went wrong; of a task that failed on another machine Spark hands on the text alone. */
  private static String sentence(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ResShiftException) {
        return cause.getMessage();
      }
      String text = String.valueOf(cause.getMessage());
      int at = text.indexOf(TaskFailure.class.getName() + ": ");
      if (at >= 0) {
        String first = text.substring(at + TaskFailure.class.getName().length() + 2);
        return String.format(
            Locale.ROOT,
            "A task has failed too often: %s What is finished is kept; the same command goes on"
                + " from there.",
            first.lines().findFirst().orElse(""));
      }
    }
    return FailureText.sentence(e);
  }
}
