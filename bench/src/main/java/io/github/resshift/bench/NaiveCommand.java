package io.github.resshift.bench;

import io.github.resshift.bench.Variants.Variant;
import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.Cells;
import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import io.github.resshift.measure.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How much faster this program is than the same network run plainly: eager float32 in NCHW, with
 * the engine's settings and with the platform's default allocator.
 */
@Command(
    name = "naive",
    description = "Ratios to the same network in eager fp32 NCHW: layout, bf16, allocator.")
final class NaiveCommand implements Callable<Integer> {
  @Mixin private Options options;

  @Option(
      names = "--architecture",
      defaultValue = "published",
      description = "published (default), bundled or tiny.")
  private Architecture architecture;

  @Option(names = "--side", defaultValue = "128", description = "Side of the input; default: 128.")
  private int side;

  @Option(names = "--runs", defaultValue = "3", description = "Measured runs; default: 3.")
  private int runs;

  @Override
  public Integer call() throws Exception {
    Table table =
        new Table(
            "%s architecture, %dx%d, %d steps".formatted(architecture, side, side, Workload.STEPS),
            "variant",
            "allocator",
            "median s",
            "min s",
            "times the baseline's speed");
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      String model = SeededModel.of(architecture, folder.path());
      options.say("measuring the baseline ...");
      List<Map<String, Object>> baseline =
          rows(ChildProcess.ALLOCATOR, model, List.of(Variant.FP32_NCHW));
      double base = Cells.number(baseline.get(0).get("median s"));
      options.say("measuring the variants ...");
      List<Map<String, Object>> tuned = rows(List.of(), model, Arrays.asList(Variant.values()));
      baseline.forEach(row -> add(table, row, "the platform's default (baseline)", base));
      tuned.forEach(row -> add(table, row, "as the launcher sets it", base));
    }
    options.publish(table);
    return 0;
  }

  private static void add(Table table, Map<String, Object> row, String allocator, double base) {
    table.add(
        row.get("variant"),
        allocator,
        row.get("median s"),
        row.get("min s"),
        base / Cells.number(row.get("median s")));
  }

  private List<Map<String, Object>> rows(List<String> without, String model, List<Variant> variants)
      throws Exception {
    String names = variants.stream().map(Enum::name).collect(Collectors.joining(","));
    return ChildProcess.rows(
        without,
        options.arguments(
            "variants",
            "--model=" + model,
            "--variants=" + names,
            "--side=" + side,
            "--runs=" + runs));
  }
}
