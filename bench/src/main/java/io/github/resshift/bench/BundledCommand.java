package io.github.resshift.bench;

import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.EndToEnd;
import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pictures of several sizes with the bundled model, each precision in a process of its own. */
@Command(
    name = "bundled",
    description = "64, 128 and 512 pixels end to end with the bundled model, fp32 and bf16.")
final class BundledCommand implements Callable<Integer> {
  @Mixin private Options options;

  @Option(
      names = "--architecture",
      defaultValue = "bundled",
      description = "bundled (default), published or tiny.")
  private Architecture architecture;

  @Option(
      names = "--sides",
      split = ",",
      defaultValue = "64,128,512",
      description = "Sides of the inputs from small to large; default: 64,128,512.")
  private List<Integer> sides;

  @Option(names = "--runs", defaultValue = "3", description = "Measured runs; default: 3.")
  private int runs;

  @Override
  public Integer call() throws Exception {
    boolean trained = architecture.trained().isPresent();
    Table table =
        new Table(
            "End to end, %s architecture, %s weights, 4 steps"
                .formatted(architecture, trained ? "trained" : "made-up"),
            EndToEnd.COLUMNS.toArray(String[]::new));
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      String model = SeededModel.of(architecture, folder.path());
      for (String precision : List.of("fp32", "bf16")) {
        options.say("measuring in " + precision + " ...");
        String list = sides.stream().map(String::valueOf).collect(Collectors.joining(","));
        for (Map<String, Object> row :
            ChildProcess.rows(
                List.of(),
                options.arguments(
                    "end-to-end",
                    "--model=" + model,
                    "--precision=" + precision,
                    "--sides=" + list,
                    "--runs=" + runs))) {
          table.add(table.columns().stream().map(row::get).toArray());
        }
      }
    }
    options.publish(table);
    return 0;
  }
}
