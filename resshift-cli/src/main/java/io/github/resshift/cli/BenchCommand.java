package io.github.resshift.cli;

import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.MachineFacts;
import io.github.resshift.measure.ModelBench;
import io.github.resshift.measure.Report;
import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import io.github.resshift.tensor.Engine;
import io.github.resshift.tensor.Precision;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code resshift bench}: how fast this program is on this machine, and how fast it could be. */
@Command(
    name = "bench",
    sortOptions = false,
    description = {
      "Measures speed and memory on this machine's processor: parts of the networks and whole"
          + " pictures, next to the speed of large matrix products in the same process. The"
          + " published architecture gets made-up weights, which cost the same as trained ones.",
      "With the defaults it takes some minutes; 512 in --sides takes long with the published"
          + " architecture."
    })
final class BenchCommand implements Callable<Integer> {
  private static final double MILLIS = 1e3;
  private static final int MAX_SIDE = 4096;
  private static final int MAX_RUNS = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--architecture",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "bundled,published",
      description = "bundled, published or both; default: both.")
  private List<Architecture> architectures;

  @Option(
      names = "--latents",
      split = ",",
      paramLabel = "SIDE",
      defaultValue = "64,128",
      description = "Sides of the latents of one step; 0: none. Default: 64,128.")
  private List<Integer> latents;

  @Option(
      names = "--pictures",
      split = ",",
      paramLabel = "SIDE",
      defaultValue = "256,512",
      description =
          "Sides of the pictures that the autoencoder encodes and decodes; 0: none."
              + " Default: 256,512.")
  private List<Integer> pictures;

  @Option(
      names = "--sides",
      split = ",",
      paramLabel = "SIDE",
      defaultValue = "64,128",
      description = "Sides of the inputs of whole pictures; 0: none. Default: 64,128.")
  private List<Integer> sides;

  @Option(
      names = "--precision",
      split = ",",
      paramLabel = "PRECISION",
      defaultValue = "fp32,bf16",
      description = "Any of fp32, mixed and bf16; default: fp32,bf16.")
  private List<Precision> precisions;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Measured runs of each row; their median counts. Default: 3.")
  private int runs;

  @Option(
      names = "--peak-side",
      paramLabel = "SIDE",
      defaultValue = "2048",
      description = "Side of the matrices whose product gives the peak; default: 2048.")
  private int peakSide;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads of the engine; 0 (default): one for each processor.")
  private int threads;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the report as JSON.")
  private Path json;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    double virtualMachine =
        (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / MILLIS;
    check();
    if (precisions.contains(Precision.INT8)) {
      throw new ParameterException(
          spec.commandLine(),
          "bench measures parts of networks, of which int8 is one in the guide alone; use fp32, mixed"
              + " or bf16, and time whole pictures with 'upscale --precision int8'.");
    }

    long start = System.nanoTime();
    Engine.start();
    int used = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    Engine.threads(used);
    double engine = (System.nanoTime() - start) / 1e9;

    List<Table> tables = new ArrayList<>();
    Table starts = new Table("Start", "Java to this command s", "engine s");
    starts.add(virtualMachine, engine);
    tables.add(starts);
    say("the machine's peak ...");
    Map<Precision, Double> peak = ModelBench.peak(precisions, peakSide);
    Table peaks =
        new Table(
            "Peak: products of %1$dx%1$d matrices".formatted(peakSide), "precision", "GFLOP/s");
    peak.forEach((precision, speed) -> peaks.add(ModelBench.label(precision), speed));
    tables.add(peaks);
    for (Architecture architecture : architectures) {
      tables.addAll(measure(architecture, used, peak));
    }
    Report report = new Report(MachineFacts.collect(used), tables);
    report.print(spec.commandLine().getOut());
    if (json != null) {
      report.write(json);
    }
    return ExitCode.DONE;
  }

  private List<Table> measure(Architecture architecture, int used, Map<Precision, Double> peak)
      throws Exception {
    ModelBench bench = new ModelBench(architecture, precisions, used, runs, this::say);
    List<Table> tables = new ArrayList<>();
    if (!some(latents).isEmpty() || !some(pictures).isEmpty()) {
      tables.add(bench.parts(some(latents), some(pictures), peak));
    }
    if (!some(sides).isEmpty()) {
      try (TemporaryFolder folder = TemporaryFolder.create()) {
        tables.addAll(
            bench.pictures(SeededModel.of(architecture, folder.path()), some(sides), peak));
      }
    }
    return tables;
  }

  private void check() {
    Ranges ranges = new Ranges(spec.commandLine());
    latents.forEach(side -> ranges.between("--latents", side, 0, MAX_SIDE));
    pictures.forEach(side -> ranges.between("--pictures", side, 0, MAX_SIDE));
    sides.forEach(side -> ranges.between("--sides", side, 0, MAX_SIDE));
    ranges.between("--runs", runs, 1, MAX_RUNS);
    ranges.between("--peak-side", peakSide, 1, MAX_SIDE);
    ranges.between("--threads", threads, 0, MAX_RUNS);
  }

  /** Without the zeros that stand for none. */
  private static List<Integer> some(List<Integer> sides) {
    return sides.stream().filter(side -> side > 0).toList();
  }

  private void say(String what) {
    if (!common.quiet) {
      spec.commandLine().getErr().println("bench: " + what);
    }
  }
}
