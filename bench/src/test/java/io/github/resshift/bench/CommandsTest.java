package io.github.resshift.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.resshift.measure.ProcessMemory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every measurement comes to its end with tiny settings and says what it promises. */
class CommandsTest {
  @TempDir Path folder;

  @Test
  void parts() throws Exception {
    JsonNode report =
        run(
            "parts",
            "--parts=SWIN_TINY",
            "--latents=16",
            "--runs=1",
            "--forks=0",
            "--peak-side=64");
    JsonNode rows = report.at("/tables/1/rows");
    assertThat(rows.size()).isEqualTo(2);
    assertThat(rows.findValuesAsText("precision")).containsExactly("FP32", "BF16");
    double gflop = rows.get(0).get("GFLOP").doubleValue();
    assertThat(gflop).isPositive().isEqualTo(rows.get(1).get("GFLOP").doubleValue());
    assertThat(rows.get(0).get("GFLOP/s").doubleValue())
        .isEqualTo(gflop / rows.get(0).get("median s").doubleValue());
  }

  @Test
  void published() throws Exception {
    JsonNode report = run("published", "--architecture=tiny", "--side=16", "--runs=1");
    JsonNode rows = report.at("/tables/0/rows");
    assertThat(rows.findValuesAsText("precision")).containsExactly("fp32", "mixed", "bf16");
    // Known on Linux alone.
    if (ProcessMemory.peak().isPresent()) {
      assertThat(rows.get(0).get("peak MiB").doubleValue()).isGreaterThan(100);
    }
    JsonNode distance = report.at("/tables/1/rows/0");
    assertThat(distance.get("PSNR dB").doubleValue()).isBetween(20.0, 100.0);
    assertThat(distance.at("/standard deviation of the fp32 picture, levels").doubleValue())
        .isGreaterThan(1);
  }

  @Test
  void bundled() throws Exception {
    JsonNode report = run("bundled", "--architecture=tiny", "--sides=16,32", "--runs=1");
    JsonNode rows = report.at("/tables/0/rows");
    assertThat(rows.findValuesAsText("result"))
        .containsExactly("64x64", "128x128", "64x64", "128x128");
    JsonNode last = rows.get(3);
    assertThat(last.get("MPix/s").doubleValue())
        .isEqualTo(128 * 128 / 1e6 / last.get("median s").doubleValue());
  }

  @Test
  void naive() throws Exception {
    JsonNode rows =
        run("naive", "--architecture=tiny", "--side=16", "--runs=1").at("/tables/0/rows");
    assertThat(rows.findValuesAsText("variant"))
        .containsExactly(
            "fp32-nchw",
            "fp32-nchw",
            "fp32-channels-last",
            "mixed-channels-last",
            "bf16-channels-last");
    assertThat(rows.get(0).at("/times the baseline's speed").doubleValue()).isEqualTo(1);
  }

  /** Rounding to 8 bits loses clearly more than bfloat16, and no more than some percent. */
  @Test
  void int8() throws Exception {
    JsonNode row = run("int8", "--shapes=32x16", "--runs=1", "--calls=2").at("/tables/0/rows/0");
    double bf16 = row.get("error of bf16 %").doubleValue();
    assertThat(bf16).isBetween(0.1, 0.6);
    assertThat(row.get("error of int8 %").doubleValue()).isBetween(1.4 * bf16, 3.0);
  }

  /** A tile that sees everything is the whole picture; one that sees nothing around it is not. */
  @Test
  void halo() throws Exception {
    JsonNode rows =
        run("halo", "--architecture=tiny", "--side=64", "--tile=32", "--halos=0,32")
            .at("/tables/0/rows");
    assertThat(rows.findValuesAsText("statistics"))
        .containsExactly("own", "shared", "own", "shared", "own", "shared", "own", "shared");
    for (int first : new int[] {0, 4}) {
      assertThat(rows.get(first + 1).get("dB to the whole"))
          .isNotEqualTo(rows.get(first).get("dB to the whole"));
      assertThat(rows.get(first).get("dB to the whole").doubleValue()).isLessThan(60);
      assertThat(rows.get(first).get("largest shift").doubleValue()).isPositive();
      JsonNode seeing = rows.get(first + 2).get("dB to the whole");
      assertThat(seeing.isNumber() ? seeing.doubleValue() : 999).isGreaterThan(90);
    }
  }

  @Test
  void leak() throws Exception {
    JsonNode rows =
        run("leak", "5", "--architecture=tiny", "--warm-up=1", "--every=2").at("/tables/0/rows");
    assertThat(rows.findValuesAsText("pictures")).containsExactly("0", "2", "4", "5");
    assertThat(rows.get(3).get("resident MiB").doubleValue()).isPositive();
  }

  @Test
  void training() throws Exception {
    JsonNode rows =
        run("training", "--architectures=tiny", "--precisions=bf16", "--iterations=1")
            .at("/tables/0/rows");
    assertThat(rows.findValuesAsText("precision")).containsExactly("bf16");
    assertThat(rows.get(0).get("images/s").doubleValue()).isPositive();
    assertThat(rows.get(0).get("waiting for data %").doubleValue()).isBetween(0.0, 100.0);
  }

  @Test
  void killTraining() throws Exception {
    JsonNode rows =
        run("kill-training", "--kills=1", "--iterations=40", "--save-every=5").at("/tables/0/rows");
    assertThat(rows.get(0).get("damaged checkpoints").intValue()).isZero();
  }

  @Test
  void everyCommandExplainsItself() {
    CommandLine all = Main.commandLine();
    assertThat(all.getSubcommands()).isNotEmpty();
    for (String name : all.getSubcommands().keySet()) {
      CommandLine commandLine = Main.commandLine();
      StringWriter said = new StringWriter();
      commandLine.setOut(new PrintWriter(said));
      assertThat(commandLine.execute(name, "--help")).as(name).isZero();
      assertThat(said.toString()).contains("Usage: bench/run " + name);
    }
  }

  @Test
  void batching() throws Exception {
    JsonNode rows =
        run("batching", "--architecture=tiny", "--side=16", "--batches=2", "--runs=1")
            .at("/tables/0/rows");
    assertThat(rows.findValuesAsText("precision")).containsExactly("fp32", "bf16");
    assertThat(rows.get(0).get("largest difference").doubleValue()).isLessThan(1e-4);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void folder() throws Exception {
    Path log = folder.resolve("calls");
    Path program = program("echo \"$8\" >> " + log + "; mkdir -p \"$4\" && cp \"$2\"/* \"$4\"");
    JsonNode rows =
        run("folder", "--architecture=tiny", "--pictures=2", "--runs=2", "--program=" + program)
            .at("/tables/0/rows");
    List<String> ways = List.of("--jobs=0", "--jobs=1", "--jobs=2", "--batch=4");
    assertThat(rows.findValuesAsText("way")).containsExactlyElementsOf(ways);
    List<String> twice = new ArrayList<>(ways);
    twice.addAll(ways);
    assertThat(Files.readAllLines(log)).as("the ways take turns").isEqualTo(twice);
    if (OS.LINUX.isCurrentOs()) {
      assertThat(rows.get(0).get("median s of processor").isNumber()).isTrue();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void startup() throws Exception {
    Path log = folder.resolve("calls");
    Path program = program("echo \"$1 $RESSHIFT_HOME\" >> " + log);
    JsonNode rows =
        run("startup", "--architecture=tiny", "--runs=2", "--program=" + program)
            .at("/tables/0/rows");
    assertThat(rows.findValuesAsText("start"))
        .containsExactly("--version", "upscale 64x64, first", "upscale 64x64, second");
    List<String> upscales =
        Files.readAllLines(log).stream().filter(line -> line.startsWith("upscale")).toList();
    assertThat(upscales).hasSize(5);
    assertThat(upscales.subList(0, 3)).doesNotHaveDuplicates();
    assertThat(upscales.subList(2, 5)).containsOnly(upscales.get(2));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aStartThatFailsEndsTheMeasurement() throws Exception {
    CommandLine commandLine = Main.commandLine();
    StringWriter errors = new StringWriter();
    commandLine.setErr(new PrintWriter(errors));
    Path program = program("echo no engine; exit 1");
    assertThat(commandLine.execute("startup", "--program=" + program)).isEqualTo(1);
    assertThat(errors.toString()).contains("exit code 1: no engine");
  }

  private Path program(String line) throws Exception {
    Path program = folder.resolve("program");
    Files.writeString(program, "#!/bin/sh\n" + line + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  private JsonNode run(String... arguments) throws Exception {
    Path json = folder.resolve("report.json");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--threads=1", "--json=" + json));
    assertThat(Main.commandLine().execute(all.toArray(String[]::new))).isZero();
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("facts").get("threads").intValue()).isEqualTo(1);
    assertThat(report.get("facts").get("engine").textValue()).startsWith("libtorch ");
    return report;
  }
}
