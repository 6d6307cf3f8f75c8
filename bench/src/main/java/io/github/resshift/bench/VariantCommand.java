package io.github.resshift.bench;

import io.github.resshift.bench.Variants.Variant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Forms of one model in this process: what {@link NaiveCommand} is made of. */
@Command(name = "variants", description = "Forms of one model, one after the other.")
final class VariantCommand implements Callable<Integer> {
  @Mixin private Options options;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "Name or file of a model.")
  private String model;

  @Option(
      names = "--variants",
      split = ",",
      required = true,
      description = "fp32_nchw, fp32_channels_last, bf16_channels_last.")
  private List<Variant> variants;

  @Option(names = "--side", required = true, description = "Side of the input.")
  private int side;

  @Option(names = "--runs", defaultValue = "3", description = "Measured runs; default: 3.")
  private int runs;

  @Override
  public Integer call() throws Exception {
    options.publish(new Variants(model, side, options.threads(), runs).measure(variants));
    return 0;
  }
}
