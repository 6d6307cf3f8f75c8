package io.github.resshift.bench;

import io.github.resshift.measure.SeededModel;
import io.github.resshift.measure.Stopwatch;
import io.github.resshift.measure.Table;
import io.github.resshift.measure.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Kills a run on a folder at random moments and starts it again each time; in the end every result
 * must be, byte for byte, that of a run that was left alone, and nothing may have been done twice
 * but what was in flight.
 */
@Command(
    name = "kill",
    description =
        "kill -9 at random moments of ./resshift upscale on a folder, and the same command after"
            + " each; results must equal those of an undisturbed run.")
final class KillCommand implements Callable<Integer> {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 20;
  private static final int SPREAD_MILLIS = 250;
  private static final int POLL_MILLIS = 5;

  @Mixin private Options options;

  @Option(names = "--pictures", defaultValue = "200", description = "How many; default: 200.")
  private int pictures;

  @Option(names = "--kills", defaultValue = "20", description = "How often; default: 20.")
  private int kills;

  @Option(names = "--seed", defaultValue = "1", description = "Of the moments; default: 1.")
  private long seed;

  @Option(
      names = "--existing",
      defaultValue = "skip",
      description = "What the runs are told of existing files; default: skip.")
  private String existing;

  @Option(names = "--jobs", defaultValue = "1", description = "Of the runs; default: 1.")
  private int jobs;

  @Mixin private ProgramOptions launch;

  @Override
  public Integer call() throws Exception {
    Table table =
        new Table(
            "%d pictures of %d x %d, killed %d times, %s architecture"
                .formatted(pictures, WIDTH, HEIGHT, kills, launch.architecture),
            "kill",
            "begun in this life",
            "finished in all",
            "in flight",
            "temporary files left");
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path work = folder.path();
      Path in = work.resolve("in");
      Program.pictures(in, pictures, WIDTH, HEIGHT, "png");
      Program program =
          new Program(
              launch.launcher(), SeededModel.of(launch.architecture, work), work.resolve("log"));
      options.say("an undisturbed run ...");
      List<String> arguments = List.of("--existing=" + existing, "--jobs=" + jobs);
      Path whole = work.resolve("whole");
      double seconds =
          Stopwatch.seconds(
              () -> {
                program.run(in, whole, arguments);
                return null;
              });
      Path out = work.resolve("out");
      Random random = new Random(seed);
      Map<String, FileTime> finished = new HashMap<>();
      for (int kill = 1; kill <= kills; kill++) {
        int before = Program.journal(out, "start").size();
        Process process = program.start(in, out, arguments);
        killAtRandom(process, out, random);
        List<String> started = Program.journal(out, "start");
        List<String> done = Program.journal(out, "done");
        for (String name : done) {
          finished.putIfAbsent(name, Files.getLastModifiedTime(out.resolve(name)));
        }
        long begun = started.stream().distinct().count();
        table.add(kill, started.size() - before, done.size(), begun - done.size(), parts(out));
        options.say("killed " + kill + " times, " + done.size() + " finished");
      }
      require(finished.size() < pictures, "the run was over before the last kill");
      program.run(in, out, arguments);
      check(whole, out, finished);
      int twice = Program.journal(out, "start").size() - pictures;
      options.publish(table);
      System.out.printf(
          "%nAll %d results are there and equal those of the undisturbed run (%.1f s) byte for byte;"
              + " %d pictures that were in flight were begun again, nothing was finished twice.%n",
          pictures, seconds, twice);
    }
    return 0;
  }

  /** Some pictures later, counted from now, and some milliseconds more. */
  private void killAtRandom(Process process, Path out, Random random)
      throws IOException, InterruptedException {
    int more = random.nextInt(2 * pictures / (kills + 2));
    int goal = Program.journal(out, "start").size() + more;
    while (process.isAlive() && Program.journal(out, "start").size() < goal) {
      Thread.sleep(POLL_MILLIS);
    }
    Thread.sleep(random.nextInt(SPREAD_MILLIS));
    process.destroyForcibly().waitFor();
  }

  private void check(Path whole, Path out, Map<String, FileTime> finished) throws IOException {
    List<Path> expected = Program.files(whole);
    require(expected.size() == pictures, "the undisturbed run left " + expected.size() + " files");
    require(
        Program.files(out).size() == pictures,
        "there are " + Program.files(out).size() + " files, not " + pictures);
    for (Path file : expected) {
      Path other = out.resolve(file.getFileName());
      require(Files.mismatch(file, other) == -1, other + " differs from the undisturbed run's");
    }
    for (Map.Entry<String, FileTime> entry : finished.entrySet()) {
      FileTime time = Files.getLastModifiedTime(out.resolve(entry.getKey()));
      require(time.equals(entry.getValue()), entry.getKey() + " was written again");
    }
    List<String> done = Program.journal(out, "done");
    require(
        done.size() == pictures && done.stream().distinct().count() == pictures,
        "the journal has " + done.size() + " finished results");
    int atMost = pictures + kills * (jobs == 0 ? 1 : jobs + 2);
    int starts = Program.journal(out, "start").size();
    require(starts <= atMost, starts + " pictures were begun, more than " + atMost);
  }

  private static long parts(Path out) throws IOException {
    return Files.isDirectory(out)
        ? Program.files(out).stream()
            .filter(file -> file.getFileName().toString().startsWith("."))
            .count()
        : 0;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise + ".");
    }
  }
}
