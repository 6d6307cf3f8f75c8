package io.github.resshift.bench;

import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import io.github.resshift.train.Checkpoints;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Kills a training run at random moments and lets it go on each time; in the end its last
 * checkpoint must be, byte for byte, that of a run that was left alone.
 */
@Command(
    name = "kill-training",
    description =
        "kill -9 at random moments of a small training run, and a resume after each; the result"
            + " must equal that of an undisturbed run.")
final class KillTrainingCommand implements Callable<Integer> {
  /**
   * A life of this share of the run on average, so that the run is not over before the last kill.
   */
  private static final double LIFE = 0.1;

  @Mixin private Options options;

  @Option(names = "--kills", defaultValue = "10", description = "How often; default: 10.")
  private int kills;

  @Option(names = "--iterations", defaultValue = "200", description = "Of the run; default: 200.")
  private long iterations;

  @Option(
      names = "--save-every",
      defaultValue = "20",
      description = "Iterations a checkpoint; default: 20.")
  private long saveEvery;

  @Option(names = "--seed", defaultValue = "1", description = "Of the moments; default: 1.")
  private long seed;

  /** What a process said before it ended. */
  private record Life(long from, long done, int exit, double seconds) {}

  @Override
  public Integer call() throws Exception {
    Table table =
        new Table(
            "%d iterations, a checkpoint every %d, killed %d times"
                .formatted(iterations, saveEvery, kills),
            "kill",
            "started from",
            "iterations done",
            "newest whole checkpoint",
            "damaged checkpoints",
            "unfinished files left");
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path photographs = MadeUpPhotographs.in(folder.path());
      options.say("an undisturbed run ...");
      Path straight = folder.path().resolve("straight");
      Life whole = live(photographs, straight, Double.POSITIVE_INFINITY);
      require(whole.exit() == 0, "the undisturbed run ended with exit code " + whole.exit());
      Path out = folder.path().resolve("killed");
      Random random = new Random(seed);
      long expected = 0;
      for (int kill = 1; kill <= kills; kill++) {
        double seconds = whole.seconds() * 2 * LIFE * random.nextDouble();
        Life life = live(photographs, out, seconds);
        require(life.exit() != 0, "the run was over before kill " + kill + "; use fewer kills");
        require(
            life.from() == expected,
            "resumed at " + life.from() + " although the newest checkpoint was " + expected);
        List<String> damaged = new ArrayList<>();
        Checkpoints checkpoints = new Checkpoints(out.resolve("checkpoints"));
        expected = checkpoints.latest(damaged::add).map(KillTrainingCommand::number).orElse(0L);
        table.add(
            kill,
            life.from(),
            life.done(),
            expected,
            damaged.size(),
            parts(out.resolve("checkpoints")));
        options.say("killed " + kill + " times, at iteration " + life.done());
      }
      Life last = live(photographs, out, Double.POSITIVE_INFINITY);
      require(last.exit() == 0, "the last resume ended with exit code " + last.exit());
      require(last.from() == expected, "the last resume started at " + last.from());
      String name = "checkpoints/state-%08d.safetensors".formatted(iterations);
      require(
          Files.mismatch(straight.resolve(name), out.resolve(name)) == -1,
          "the result differs from that of the undisturbed run");
    }
    options.publish(table);
    System.out.println(
        "\nEvery resume worked; the result is that of the undisturbed run bit for bit.");
    return 0;
  }

  /** Starts or resumes the run and kills it some seconds after its first sign of life. */
  private Life live(Path photographs, Path out, double seconds)
      throws IOException, InterruptedException {
    Process process =
        ChildProcess.start(
            options.arguments(
                "tiny-training",
                "--data=" + photographs,
                "--out=" + out,
                "--iterations=" + iterations,
                "--save-every=" + saveEvery));
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    long from = -1;
    long done = 0;
    long started = System.nanoTime();
    try (BufferedReader says =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = says.readLine(); line != null; line = says.readLine()) {
        if (line.startsWith(TinyTraining.FROM)) {
          from = Long.parseLong(line.substring(TinyTraining.FROM.length()));
          done = from;
          started = System.nanoTime();
          if (seconds != Double.POSITIVE_INFINITY) {
            clock.schedule(process::destroyForcibly, (long) (seconds * 1e9), TimeUnit.NANOSECONDS);
          }
        } else if (line.startsWith(TinyTraining.DONE)) {
          done = Long.parseLong(line.substring(TinyTraining.DONE.length()));
        }
      }
      return new Life(from, done, process.waitFor(), (System.nanoTime() - started) / 1e9);
    } finally {
      clock.shutdownNow();
      process.destroyForcibly();
    }
  }

  private static long number(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().replaceAll("\\D", ""));
  }

  private static long parts(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".")).count();
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise + ".");
    }
  }
}
