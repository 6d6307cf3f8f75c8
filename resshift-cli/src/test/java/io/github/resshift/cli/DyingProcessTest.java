package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.cli.processes.SameProgram;
import io.github.resshift.jobs.RestoringMakers;
import io.github.resshift.train.Checkpoints;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes of a run that a launcher of another machine would have started, one of them killed. */
class DyingProcessTest {
  /** More iterations than fit into the test. */
  private static final String ENDLESS = "train.iterations=1000000";

  private static final String EVERY_OTHER = "train.save_freq=2";

  @TempDir Path dir;

  private record Seat(Process process, List<String> said, Thread reader) {}

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  @Timeout(600) // starts four virtual machines
  void theOthersSayOneSentenceAndTheNextStartGoesOn(int victim) throws Exception {
    TinyTraining.config(dir);
    TinyTraining.photographs(dir);
    Path out = dir.resolve("out");
    int port = freePort();
    List<Seat> seats = List.of(start(0, port), start(1, port));
    try {
      awaitCheckpoint(seats.get(0), out);

      StringWriter err = new StringWriter();
      assertThat(train(err, "--nproc", "1")).isEqualTo(ExitCode.FAILED);
      assertThat(err.toString().lines())
          .singleElement()
          .asString()
          .contains("Another training run (process " + seats.get(0).process().pid() + ")");

      seats.get(victim).process().toHandle().destroyForcibly(); // kill -9
      Seat other = seats.get(1 - victim);
      assertThat(other.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      other.reader().join();
      assertThat(other.process().exitValue()).as("%s", other.said()).isEqualTo(ExitCode.FAILED);
      assertThat(other.said().stream().filter(line -> line.contains("lost the connection")))
          .as("%s", other.said())
          .singleElement()
          .asString()
          .contains("Process " + (1 - victim) + " of 2", "the same command goes on from there");
      assertThat(other.said()).noneMatch(line -> line.startsWith("\tat "));
    } finally {
      for (Seat seat : seats) {
        seat.process().destroyForcibly().waitFor();
      }
    }
    List<String> damaged = new ArrayList<>();
    Path last = new Checkpoints(out.resolve("checkpoints")).latest(damaged::add).orElseThrow();
    assertThat(damaged).isEmpty();
    long at = Long.parseLong(last.getFileName().toString().replaceAll("\\D", ""));
    StringWriter err = new StringWriter();
    assertThat(train(err, "--set", "train.iterations=" + (at + 1)))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("from iteration " + at);
  }

  private void awaitCheckpoint(Seat first, Path out) throws Exception {
    while (new Checkpoints(out.resolve("checkpoints")).latest(said -> {}).isEmpty()) {
      assertThat(first.process().isAlive()).as("%s", first.said()).isTrue();
      Thread.sleep(100);
    }
  }

  private List<String> arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                dir.resolve("tiny.yaml").toString(),
                "--data",
                dir.resolve("photos").toString(),
                "--out",
                dir.resolve("out").toString(),
                "--threads",
                "1"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private int train(StringWriter err, String... more) {
    return Main.commandLine(new RestoringMakers())
        .setErr(new PrintWriter(err, true))
        .execute(arguments(more).toArray(new String[0]));
  }

  private Seat start(int rank, int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                SameProgram.command(Main.class, arguments("--set", ENDLESS, "--set", EVERY_OTHER)))
            .redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "RANK",
                Integer.toString(rank),
                "WORLD_SIZE",
                "2",
                "MASTER_ADDR",
                "127.0.0.1",
                "MASTER_PORT",
                Integer.toString(port)));
    Process process = builder.start();
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    Thread reader =
        new Thread(() -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(said::add));
    reader.setDaemon(true);
    reader.start();
    return new Seat(process, said, reader);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
