package io.github.resshift.spark;

import io.github.resshift.jobs.batch.Exclusions;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code degrade} on a cluster, with options of the command line. */
@Command(
    sortOptions = false,
    description = {
      "Damages clean pictures on a Spark cluster: writes OUT/lq, OUT/hq and, for masks, OUT/mask.",
      "What happens to a picture depends on the seed and its name below the input folder alone."
    })
final class PairCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description = "Files, folders, or patterns as Hadoop knows them, on any of its file systems.")
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "OUT",
      description = "Folder of the pairs. Files that are there already are replaced.")
  private String output;

  @Option(
      names = "--recipe",
      required = true,
      paramLabel = "NAME|FILE",
      description =
          "realesrgan, realesrgan-test, bicubic, face, mask, or a training configuration, which every"
              + " machine must have.")
  private String recipe;

  @Option(
      names = "--scale",
      paramLabel = "N",
      description =
          "How many times smaller the damaged pictures are, 1 to 16. Default: 4, for face and mask 1,"
              + " of a file what it says.")
  private Integer scale;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all random decisions. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--record", description = "Write every decision to OUT/records.")
  private boolean record;

  @Option(
      names = "--exclude",
      paramLabel = "PATTERN",
      description = "Leave out what matches in folders. May be repeated. Default: nothing.")
  private List<String> excluded = List.of();

  @Option(
      names = {"-v", "--verbose"},
      description = "Show a stack trace when something fails.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Override
  public Integer call() {
    Exclusions.of(excluded);
    PairSettings settings = PairSettings.of(recipe, scale, seed, record);
    SparkSession spark = ClusterCommand.session("degrade");
    try {
      ClusterReport report = new PairRun(spark, settings).run(inputs, output, excluded);
      report.lines().forEach(spec.commandLine().getErr()::println);
      return report.exitCode();
    } finally {
      spark.stop();
    }
  }
}
