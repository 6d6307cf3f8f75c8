package io.github.resshift.bench;

import io.github.resshift.bench.PartsBenchmark.Row;
import io.github.resshift.measure.PeakMeter;
import io.github.resshift.measure.Table;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Precision;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Parts of the models by JMH, next to the machine's own peak. */
@Command(
    name = "parts",
    description =
        "One step of the networks at 64x64, encoding and decoding of 256x256, fp32 and bf16, with"
            + " the share of the machine's peak.")
final class PartsCommand implements Callable<Integer> {
  private static final int MEDIAN = 50;
  private static final double PERCENT = 100;

  @Mixin private Options options;

  @Option(
      names = "--latents",
      split = ",",
      defaultValue = "64",
      description = "Sides of the networks' latents; default: 64.")
  private List<Integer> latents;

  @Option(
      names = "--pictures",
      split = ",",
      defaultValue = "256",
      description = "Sides of the first stage's pictures; default: 256.")
  private List<Integer> pictures;

  @Option(
      names = "--parts",
      split = ",",
      defaultValue = "SWIN_FAST,SWIN_PUBLISHED,ENCODE_PUBLISHED,DECODE_PUBLISHED",
      description = "Default: ${DEFAULT-VALUE}.")
  private List<Row> parts;

  @Option(names = "--runs", defaultValue = "5", description = "Measured runs; default: 5.")
  private int runs;

  @Option(names = "--forks", defaultValue = "1", description = "Processes a row; default: 1.")
  private int forks;

  @Option(
      names = "--peak-side",
      defaultValue = "2048",
      description = "Side of the matrices whose product gives the peak; default: 2048.")
  private int peakSide;

  /** A part by itself is in one type. */
  private static final List<Precision> UNIFORM = List.of(Precision.FP32, Precision.BF16);

  @Override
  public Integer call() throws Exception {
    Engine.start();
    Engine.threads(options.threads());
    Table peaks =
        new Table(
            "Peak: products of %1$dx%1$d matrices".formatted(peakSide), "precision", "GFLOP/s");
    Map<Precision, Double> peak = new EnumMap<>(Precision.class);
    for (Precision precision : UNIFORM) {
      peak.put(precision, PeakMeter.gflops(precision, peakSide));
      peaks.add(precision.toString(), peak.get(precision));
    }
    Table table =
        new Table(
            "Parts",
            "part",
            "side",
            "precision",
            "median s",
            "min s",
            "GFLOP",
            "GFLOP/s",
            "% of peak");
    for (Row part : parts) {
      boolean stage = part == Row.ENCODE_PUBLISHED || part == Row.DECODE_PUBLISHED;
      for (int side : stage ? pictures : latents) {
        double gflop = gflop(part, side);
        for (Precision precision : UNIFORM) {
          options.say("measuring %s %d %s ...".formatted(part, side, precision));
          Statistics time = time(part, side, precision);
          double speed = gflop / time.getPercentile(MEDIAN);
          table.add(
              part.toString(),
              side,
              precision.toString(),
              time.getPercentile(MEDIAN),
              time.getMin(),
              gflop,
              speed,
              PERCENT * speed / peak.get(precision));
        }
      }
    }
    options.publish(peaks, table);
    return 0;
  }

  private Statistics time(Row part, int side, Precision precision) throws RunnerException {
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include(PartsBenchmark.class.getName())
                    .param("part", part.name())
                    .param("side", Integer.toString(side))
                    .param("precision", precision.name())
                    .param("threads", Integer.toString(options.threads()))
                    .measurementIterations(runs)
                    .forks(forks)
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .runSingle();
    return result.getPrimaryResult().getStatistics();
  }

  /** Counted on weights of this process, which are freed again. */
  private static double gflop(Row part, int side) {
    PartsBenchmark benchmark = new PartsBenchmark();
    benchmark.part = part;
    benchmark.side = side;
    benchmark.precision = Precision.BF16;
    benchmark.threads = Engine.threads();
    benchmark.prepare();
    try {
      return benchmark.gflop();
    } finally {
      benchmark.free();
    }
  }
}
