package io.github.resshift.bench;

import io.github.resshift.measure.Table;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Peak of memory and time of pictures of several sizes, each in a process of its own. */
@Command(
    name = "memory",
    description =
        "Peak of resident memory and time a megapixel of large inputs, from file to file, each in"
            + " a process of its own.")
final class MemoryCommand implements Callable<Integer> {
  @Mixin private Options options;

  @Option(
      names = "--sizes",
      split = ",",
      defaultValue = "1224x816,2448x1632,4896x3264,6000x4000",
      description = "Inputs; default: 1224x816,2448x1632,4896x3264,6000x4000 (1, 4, 16, 24 MP).")
  private List<String> sizes;

  @Option(names = "--steps", defaultValue = "0", description = "Default: the model's.")
  private int steps;

  @Option(names = "--precision", defaultValue = "auto", description = "Default: auto.")
  private String precision;

  @Option(names = "--format", defaultValue = "png", description = "Of the result; default: png.")
  private String format;

  @Option(names = "--model", defaultValue = "bundled", description = "Default: bundled.")
  private String model;

  @Option(names = "--memory", defaultValue = "0", description = "Cap in MiB; 0 (default): none.")
  private long memory;

  @Override
  public Integer call() throws Exception {
    Table table =
        new Table(
            "Large pictures, model %s, %s"
                .formatted(model, steps == 0 ? "its own steps" : "steps: " + steps),
            LargeCommand.COLUMNS);
    for (String size : sizes) {
      options.say("measuring " + size + " ...");
      for (Map<String, Object> row :
          ChildProcess.rows(
              List.of(),
              options.arguments(
                  "large",
                  "--size=" + size,
                  "--steps=" + steps,
                  "--precision=" + precision,
                  "--format=" + format,
                  "--model=" + model,
                  "--memory=" + memory))) {
        table.add(table.columns().stream().map(row::get).toArray());
      }
    }
    options.publish(table);
    return 0;
  }
}
