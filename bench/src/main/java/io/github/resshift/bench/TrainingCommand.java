package io.github.resshift.bench;

import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Images a second while training, each architecture and precision in a process of its own. */
@Command(
    name = "training",
    description =
        "Training throughput of the model fast and of the published architecture, fp32 and bf16, with"
            + " the share of the time spent waiting for data.")
final class TrainingCommand implements Callable<Integer> {
  @Mixin private Options options;

  @Option(
      names = "--architectures",
      split = ",",
      defaultValue = "fast,published",
      description = "fast, published, tiny; default: fast,published.")
  private List<Architecture> architectures;

  @Option(
      names = "--precisions",
      split = ",",
      defaultValue = "fp32,bf16",
      description = "fp32, bf16; default: fp32,bf16.")
  private List<String> precisions;

  @Option(
      names = "--iterations",
      defaultValue = "100",
      description = "Measured iterations; default: 100.")
  private int iterations;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Photographs, as for resshift train; default: made-up pictures.")
  private Path data;

  @Override
  public Integer call() throws Exception {
    Table table = new Table("Training, %d iterations".formatted(iterations), TrainingPass.COLUMNS);
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path photographs = data == null ? MadeUpPhotographs.in(folder.path()) : data;
      for (Architecture architecture : architectures) {
        for (String precision : precisions) {
          options.say("training " + architecture + " in " + precision + " ...");
          for (Map<String, Object> row :
              ChildProcess.rows(
                  List.of(),
                  options.arguments(
                      "training-pass",
                      "--architecture=" + architecture,
                      "--precision=" + precision,
                      "--iterations=" + iterations,
                      "--data=" + photographs,
                      "--cache=" + folder.path().resolve("photos.cache")))) {
            table.add(table.columns().stream().map(row::get).toArray());
          }
        }
      }
    }
    options.publish(table);
    return 0;
  }
}
