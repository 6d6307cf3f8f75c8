package io.github.resshift.bench;

import io.github.resshift.measure.EndToEnd;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One model file in one precision, in this process: what other measurements are made of. */
@Command(
    name = "end-to-end",
    description = "A model file in one precision: time, throughput and peak of memory.")
final class EndToEndCommand implements Callable<Integer> {
  @Mixin private Options options;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "Name or file of a model.")
  private String model;

  @Option(names = "--precision", required = true, description = "fp32 or bf16.")
  private String precision;

  @Option(names = "--sides", split = ",", required = true, description = "Sides of the inputs.")
  private List<Integer> sides;

  @Option(names = "--steps", defaultValue = "4", description = "Sampling steps; default: 4.")
  private int steps;

  @Option(names = "--runs", defaultValue = "3", description = "Measured runs; default: 3.")
  private int runs;

  @Option(names = "--keep", paramLabel = "PNG", description = "Where to write the last result.")
  private Path keep;

  @Override
  public Integer call() throws Exception {
    options.publish(
        new EndToEnd(model, precision, steps, options.threads(), runs)
            .measure(sides, Optional.ofNullable(keep)));
    return 0;
  }
}
