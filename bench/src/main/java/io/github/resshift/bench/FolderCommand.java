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
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is gained by reading, computing and writing at the same time. */
@Command(
    name = "folder",
    description =
        "Wall and processor time of ./resshift upscale on a folder by --jobs (0 is one picture after"
            + " the other) and by --batch; the ways take turns.")
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

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "4",
      description = "Values of --batch that are compared as well; default: 4.")
  private List<Integer> batches;

  @Option(names = "--runs", defaultValue = "3", description = "Runs of each; default: 3.")
  private int runs;

  @Mixin private ProgramOptions launch;

  @Override
  public Integer call() throws Exception {
    Table table =
        new Table(
            "A folder of %d pictures of %d x %d to %s, %s architecture, start-up included"
                .formatted(pictures, width, height, format, launch.architecture),
            "way",
            "runs",
            "pictures/s",
            "median s",
            "min s",
            "ratio of medians",
            "ratio of minima",
            "median s of processor",
            "ratio of these");
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path work = folder.path();
      Path in = work.resolve("in");
      Program.pictures(in, pictures, width, height, "png");
      Program program =
          new Program(
              launch.launcher(), SeededModel.of(launch.architecture, work), work.resolve("log"));
      List<String> ways =
          Stream.concat(
                  jobs.stream().map(FolderCommand::jobs), batches.stream().map(n -> "--batch=" + n))
              .toList();
      Map<String, double[]> seconds = new LinkedHashMap<>();
      Map<String, double[]> busy = new LinkedHashMap<>();
      String threads = "--threads=" + options.threads();
      for (int run = 0; run < runs; run++) {
        for (String way : ways) {
          options.say("run " + (run + 1) + " with " + way + " ...");
          Path out = work.resolve("out" + way + "-" + run);
          double before = ProcessorTime.secondsOfChildren().orElse(Double.NaN);
          seconds.computeIfAbsent(way, any -> new double[runs])[run] =
              Stopwatch.seconds(
                  () -> {
                    program.run(in, out, List.of(way, "--format=" + format, threads));
                    return null;
                  });
          busy.computeIfAbsent(way, any -> new double[runs])[run] =
              ProcessorTime.secondsOfChildren().orElse(Double.NaN) - before;
        }
      }
      same(work);
      Statistics first = Statistics.of(seconds.get(ways.get(0)));
      double firstBusy = Statistics.of(busy.get(ways.get(0))).median();
      seconds.forEach(
          (way, values) -> {
            Statistics all = Statistics.of(values);
            double taken = Statistics.of(busy.get(way)).median();
            table.add(
                way,
                all.runs(),
                pictures / all.median(),
                all.median(),
                all.min(),
                first.median() / all.median(),
                first.min() / all.min(),
                Double.isNaN(taken) ? null : taken,
                Double.isNaN(taken) ? null : firstBusy / taken);
          });
    }
    options.publish(table);
    return 0;
  }

  private static String jobs(int n) {
    return "--jobs=" + n;
  }

  /** Jobs must not differ in what they make; batches may, in the last digits. */
  private void same(Path work) throws IOException {
    Path first = work.resolve("out" + jobs(jobs.get(0)) + "-0");
    for (int n : jobs) {
      for (Path file : Program.files(first)) {
        Path other = work.resolve("out" + jobs(n) + "-0").resolve(file.getFileName());
        if (Files.mismatch(file, other) != -1) {
          throw new IllegalStateException(other + " differs from that of --jobs " + jobs.get(0));
        }
      }
    }
  }
}
