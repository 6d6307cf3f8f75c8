package io.github.resshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resshift.jobs.journal.Journal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Runs on a folder that are killed and started again. */
class KilledRunTest {
  private static final int PICTURES = 24;
  private static final int KILLS = 3;
  private static final int SPREAD_MILLIS = 60;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"skip", "rename"})
  @Timeout(120)
  void aRunThatIsKilledAgainAndAgainGoesOnWhereItStopped(String existing) throws Exception {
    Path in = Files.createDirectories(dir.resolve("in/sub"));
    for (int i = 0; i < PICTURES; i++) {
      Files.writeString(in.resolve("p" + i + ".jpg"), "picture " + i);
    }
    Path out = dir.resolve("out");
    if (existing.equals("rename")) {
      Files.writeString(Files.createDirectories(out.resolve("sub")).resolve("p3.png"), "old");
    }
    Random random = new Random(existing.hashCode());
    List<String> begun = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      begun.addAll(killed(existing, out, 1 + random.nextInt(PICTURES / KILLS), random));
    }
    begun.addAll(output(start(existing, out)));

    TreeMap<String, String> expected = new TreeMap<>();
    for (int i = 0; i < PICTURES; i++) {
      expected.put("p" + i + ".png", "result of picture " + i);
    }
    if (existing.equals("rename")) {
      expected.put("p3-1.png", expected.put("p3.png", "old"));
    }
    assertThat(contents(out.resolve("sub"))).isEqualTo(expected);
    assertThat(contents(out)).containsOnlyKeys(Journal.NAME);
    assertThat(begun.size())
        .as("nothing is done twice but what was in flight: %s", begun)
        .isBetween(PICTURES, PICTURES + KILLS);
    assertThat(new TreeSet<>(begun)).hasSize(PICTURES);
  }

  @Test
  @Timeout(120)
  void whileARunWorksAnotherOneIsRefusedAndAfterItsEndNot() throws Exception {
    Path in = Files.createDirectories(dir.resolve("in"));
    for (int i = 0; i < 4; i++) {
      Files.writeString(in.resolve("p" + i + ".jpg"), "picture " + i);
    }
    Path out = dir.resolve("out");
    Process process = start("skip", out, "-D" + FolderProgram.PAUSE + "=20000");
    assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).startsWith("p");
    StringWriter err = new StringWriter();
    CommandLine second = Main.commandLine(new FakeMakers());
    second.setErr(new PrintWriter(err, true));
    String[] command = {"upscale", in.toString(), "-o", out.toString()};
    assertThat(second.execute(command)).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("Another run (process " + process.pid() + ")", "out");
    process.destroyForcibly().waitFor();
    assertThat(second.execute(command)).isEqualTo(ExitCode.DONE);
  }

  /** Starts a run and kills it some time after it has begun a number of pictures. */
  private List<String> killed(String existing, Path out, int pictures, Random random)
      throws Exception {
    Process process = start(existing, out);
    List<String> begun = new ArrayList<>();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    while (begun.size() < pictures) {
      String line = lines.readLine();
      if (line == null) {
        break;
      }
      begun.add(line);
    }
    Thread.sleep(random.nextInt(SPREAD_MILLIS));
    process.toHandle().destroyForcibly(); // unlike the process's own, leaves its output readable
    process.waitFor();
    lines.lines().forEach(begun::add);
    return begun;
  }

  private static List<String> output(Process process) throws Exception {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> all = lines.lines().toList();
      assertThat(process.waitFor()).isEqualTo(ExitCode.DONE);
      return all;
    }
  }

  private Process start(String existing, Path out, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            FolderProgram.class.getName(),
            "upscale",
            dir.resolve("in").toString(),
            "-o",
            out.toString(),
            "-q",
            "--existing",
            existing));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static TreeMap<String, String> contents(Path folder) throws IOException {
    TreeMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return contents;
  }
}
