package io.github.resshift.bench;

import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Statistics;
import io.github.resshift.measure.Stopwatch;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is gained by reading, computing and writing at the same time. */
@Command(
    name = "folder",
    description =
        "Wall time of ./resshift upscale on a folder by --jobs: 0 is one picture after the other;"
            + " the ways take turns.")
final class FolderCommand implements Callable<Integer> {
  @Mixin private Options options;

  @Option(names = "--pictures", defaultValue = "16", description = "How many; default: 16.")
  private int pictures;

  @Option(names = "--width", defaultValue = "192", description = "Of the pictures; default: 192.")
  private int width;

  @Option(names = "--height", defaultValue = "128", description = "Of them; default: 128.")
  private int height;

  @Option(names = "--format", defaultValue = "png", description = "Of the results; default: png.")
  private String format;

  @Option(
      names = "--jobs",
      split = ",",
      defaultValue = "0,1,2",
      description = "What is compared; the ratio is to the first; default: 0,1,2.")
  private List<Integer> jobs;

  @Option(names = "--runs", defaultValue = "3", description = "Runs of each; default: 3.")
  private int runs;

  @Mixin private ProgramOptions launch;

  @Override
  public Integer call() throws Exception {
    Table table =
        new Table(
            "A folder of %d pictures of %d x %d to %s, %s architecture, start-up included"
                .formatted(pictures, width, height, format, launch.architecture),
            "--jobs",
            "runs",
            "median s",
            "min s",
            "ratio of medians",
            "ratio of minima");
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path work = folder.path();
      Path in = work.resolve("in");
      Program.pictures(in, pictures, width, height, "png");
      Program program =
          new Program(
              launch.launcher(), SeededModel.of(launch.architecture, work), work.resolve("log"));
      Map<Integer, double[]> seconds = new LinkedHashMap<>();
      for (int run = 0; run < runs; run++) {
        for (int n : jobs) {
          options.say("run " + (run + 1) + " with --jobs " + n + " ...");
          Path out = work.resolve("out-" + n + "-" + run);
          seconds.computeIfAbsent(n, any -> new double[runs])[run] =
              Stopwatch.seconds(
                  () -> {
                    program.run(in, out, List.of("--jobs=" + n, "--format=" + format));
                    return null;
                  });
        }
      }
      same(work);
      Statistics first = Statistics.of(seconds.get(jobs.get(0)));
      seconds.forEach(
          (n, values) -> {
            Statistics all = Statistics.of(values);
            table.add(
                n,
                all.runs(),
                all.median(),
                all.min(),
                first.median() / all.median(),
                first.min() / all.min());
          });
    }
    options.publish(table);
    return 0;
  }

  /** The ways must not differ in what they make. */
  private void same(Path work) throws IOException {
    Path first = work.resolve("out-" + jobs.get(0) + "-0");
    for (int n : jobs) {
      for (Path file : Program.files(first)) {
        Path other = work.resolve("out-" + n + "-0").resolve(file.getFileName());
        if (Files.mismatch(file, other) != -1) {
          throw new IllegalStateException(other + " differs from that of --jobs " + jobs.get(0));
        }
      }
    }
  }
}
