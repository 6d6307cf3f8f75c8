package io.github.resshift.bench;

import io.github.resshift.measure.Architecture;
import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Statistics;
import io.github.resshift.measure.Stopwatch;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import io.github.resshift.measure.TestPicture;
import io.github.resshift.measure.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Wall time of whole starts of the program. */
@Command(
    name = "startup",
    description =
        "Wall time of ./resshift --version, and of ./resshift upscale of 64x64 pixels with empty"
            + " caches (first) and with filled ones (second).")
final class StartupCommand implements Callable<Integer> {
  private static final int SIDE = 64;

  @Mixin private Options options;

  @Option(names = "--runs", defaultValue = "5", description = "Starts of each kind; default: 5.")
  private int runs;

  @Mixin private ProgramOptions launch;

  @Override
  public Integer call() throws Exception {
    Table table =
        new Table(
            "Start-up, %s architecture".formatted(launch.architecture),
            "start",
            "runs",
            "median s",
            "min s",
            "max s");
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path work = folder.path();
      options.say("building if there is something to build ...");
      start(work, "--version");
      options.say("measuring --version ...");
      add(table, "--version", Stopwatch.median(0, runs, () -> start(work, "--version")));
      String[] upscale = upscale(work);
      options.say("measuring upscale with empty caches ...");
      double[] first = new double[runs];
      for (int i = 0; i < runs; i++) {
        try (TemporaryFolder empty = TemporaryFolder.create()) {
          first[i] = Stopwatch.seconds(() -> start(empty.path(), upscale));
        }
      }
      add(table, "upscale 64x64, first", Statistics.of(first));
      options.say("measuring upscale with filled caches ...");
      add(table, "upscale 64x64, second", Stopwatch.median(1, runs, () -> start(work, upscale)));
    }
    options.publish(table);
    return 0;
  }

  private String[] upscale(Path work) throws IOException {
    Path input = work.resolve("input.png");
    ImageIO.write(TestPicture.image(SIDE, SIDE), "png", input.toFile());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "upscale",
                input.toString(),
                "-o",
                work.resolve("output.png").toString(),
                "--existing=overwrite",
                "--steps=" + Workload.STEPS,
                "-q"));
    boolean asBundled =
        launch.architecture == Architecture.BUNDLED && launch.architecture.trained().isPresent();
    if (!asBundled) {
      arguments.add("--model=" + SeededModel.of(launch.architecture, work));
    }
    return arguments.toArray(String[]::new);
  }

  /** Runs the program with its caches in {@code home} until it ends. */
  private Void start(Path home, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launch.launcher().toString()));
    command.addAll(Arrays.asList(arguments));
    Path log = home.resolve("start.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("RESSHIFT_HOME", home.resolve("models").toString());
    builder
        .environment()
        .put(
            "RESSHIFT_JAVA_OPTS",
            "-Dorg.bytedeco.javacpp.cachedir=" + home.resolve("engine").toString());
    int exit = builder.start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException(
          command + " ended with exit code " + exit + ": " + Files.readString(log).strip());
    }
    return null;
  }

  private static void add(Table table, String name, Statistics seconds) {
    table.add(name, seconds.runs(), seconds.median(), seconds.min(), seconds.max());
  }
}
